// SPDX-License-Identifier: GPL-3.0-or-later
#include "solution/notebook.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_Notebook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsTheSameCode()
    {
        const QByteArray program = "import os\n# größer\nprint(\"a\\n\")\n";
        const auto book = nlohmann::json::parse(notebook(program, u"# Título"_s, {u"numpy==2.5.5"_s, u"pandas==2.3.3"_s}).toStdString());
        QCOMPARE(book.at("nbformat").get<int>(), 4);
        QCOMPARE(book.at("cells").size(), size_t(2));
        QCOMPARE(QByteArray::fromStdString(book.at("cells").at(1).at("source").get<std::string>()), program);
        QCOMPARE(book.at("cells").at(1).at("cell_type").get<std::string>(), std::string("code"));
        QVERIFY(book.at("cells").at(1).at("execution_count").is_null());
        const auto about = QString::fromStdString(book.at("cells").at(0).at("source").get<std::string>());
        QVERIFY(about.startsWith(u"# Título"_s));
        QVERIFY(about.contains(u"pandas==2.3.3"_s));
    }

    void bytesThatAreNoUtf8DoNotThrow()
    {
        const auto book = nlohmann::json::parse(notebook("print('\xff')\n", {}, {}).toStdString());
        QVERIFY(QString::fromStdString(book.at("cells").at(1).at("source").get<std::string>()).startsWith(u"print('"_s));
    }
};

QTEST_GUILESS_MAIN(tst_Notebook)
#include "tst_notebook.moc"
