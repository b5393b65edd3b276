// SPDX-License-Identifier: GPL-3.0-or-later
#include "solution/programtemplate.h"

#include <QTest>

#include <algorithm>
#include <string>

using namespace solver;
using namespace Qt::StringLiterals;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

json column(const char *key, const char *type, const char *role, int position)
{
    return {{"name", key},
            {"key", key},
            {"type", type},
            {"role", role},
            {"position", position},
            {"na_is_text", false},
            {"date_format", type == std::string("date") ? json("%d/%m/%Y") : json()}};
}

json file(const char *path, const char *role, const json &columns)
{
    const json dialect{{"delimiter", ";"}, {"encoding", "utf-8"},  {"quote", "\""},
                       {"decimal", ","},   {"thousands", "."},     {"bom", true},
                       {"header", true},   {"compression", "zip"}, {"member", "a.csv"}};
    return {{"path", path}, {"role", role}, {"format", "csv"}, {"dialect", dialect}, {"columns", columns}};
}

/// A small competition: one column of each kind, and some that teach nothing.
json contract()
{
    const json shared{column("id", "integer", "id", 1),        column("size", "number", "feature", 2),
                      column("when", "date", "time", 3),       column("kind", "category", "feature", 4),
                      column("note", "text", "text", 5),       column("serial", "category", "nearly_unique", 6),
                      column("same", "number", "constant", 7), column("owner", "category", "group", 8)};
    json train = shared;
    train.push_back(column("only", "number", "train_only", 9));
    train.push_back(column("price", "number", "target", 10));
    std::reverse(train.begin(), train.end()); // the order in the file is what `position` says
    return {
        {"version", 1},
        {"layout", "single"},
        {"prediction_kind", "R+"},
        {"metric", {{"key", "rmsle"}, {"direction", "minimize"}, {"proxy", nullptr}}},
        {"files",
         {file("train.csv", "train", train), file("test.csv", "test", shared),
          file("sample.csv", "sample", {column("id", "integer", "id", 1), column("price", "number", "target", 2)})}},
        {"sample", {{"path", "sample.csv"}, {"id_columns", {"id"}}, {"prediction_columns", {"price"}}}},
        {"link", {{"kind", "column"}, {"train", "id"}, {"test", "id"}}},
        {"targets",
         {{{"name", "price"},
           {"column", "price"},
           {"kind", "R+"},
           {"classes", json::array()},
           {"positive", nullptr},
           {"spelling", "decimal"},
           {"low", 0.5},
           {"high", 9.0}}}},
        {"split", {{"scheme", "time"}, {"column", "when"}}}};
}

/// JSON as text: what QCOMPARE can compare and show.
template <typename Json> QByteArray shown(const Json &value)
{
    return QByteArray::fromStdString(value.dump());
}

} // namespace

class tst_ProgramTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void literals_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("python");
        QTest::newRow("constants") << "[null, true, false, 1, -2.5, 1e300]"_ba
                                   << "[None, True, False, 1, -2.5, 1e+300]"_ba;
        QTest::newRow("empty") << "{\"a\": [], \"b\": {}}"_ba
                               << "{\"a\": [], \"b\": {}}"_ba;
        QTest::newRow("quotes") << "[\"a\\\"b'c\", \"d\\\\\"]"_ba
                                << "[\"a\\\"b'c\", \"d\\\\\"]"_ba;
        QTest::newRow("line ends") << "[\"a\\nb\\r\\tc\"]"_ba
                                   << "[\"a\\nb\\r\\tc\"]"_ba;
        QTest::newRow("letters stay") << "[\"Цена\", \"größe\"]"_ba
                                      << "[\"Цена\", \"größe\"]"_ba;
        QTest::newRow("beyond the basic plane") << "[\"\\ud83d\\ude00\"]"_ba
                                                << "[\"\\U0001f600\"]"_ba;
        QTest::newRow("does not print") << "[\"\\u0000\\u0085\\u00a0\\u2028\\u202e\\ufeff\"]"_ba
                                        << "[\"\\u0000\\u0085\\u00a0\\u2028\\u202e\\ufeff\"]"_ba;
        QTest::newRow("no end of the literal") << "[\"\\\"]\\nimport os #\"]"_ba
                                               << "[\"\\\"]\\nimport os #\"]"_ba;
    }

    void literals()
    {
        QFETCH(QByteArray, text);
        QTEST(pythonLiteral(ordered_json::parse(text.toStdString())), "python");
    }

    void longLiteralsAreBroken()
    {
        ordered_json names = ordered_json::array();
        for (int i = 0; i < 60; ++i)
            names.push_back("column_" + std::to_string(i));
        const QByteArray text = pythonLiteral({{"slug", "a"}, {"names", names}});
        for (const QByteArray &line : text.split('\n'))
            QVERIFY2(line.size() <= 120, line.constData());
        QVERIFY(text.startsWith("{\n    \"slug\": \"a\",\n    \"names\": [\n        \"column_0\", \"column_1\", "));
    }

    void featuresByTypeAndRole()
    {
        const Result<ordered_json> known = floorContract(contract(), u"a-slug"_s);
        QVERIFY(known);
        QCOMPARE(shown(known->at("slug")), R"("a-slug")"_ba);
        QCOMPARE(shown(known->at("numbers")), R"(["size"])"_ba);
        QCOMPARE(shown(known->at("categories")), R"(["kind"])"_ba);
        QCOMPARE(shown(known->at("dates")), R"({"when":"%d/%m/%Y"})"_ba);
        QCOMPARE(shown(known->at("texts")), R"(["note"])"_ba);
        QCOMPARE(shown(known->at("na_is_text")), R"(["id"])"_ba);
        QCOMPARE(shown(known->at("test_ids")), R"(["id"])"_ba);
        QCOMPARE(shown(known->at("split")), R"({"scheme":"time","column":"when","date_format":"%d/%m/%Y"})"_ba);
        QCOMPARE(shown(known->at("targets")), R"([{"column":"price","predicts":["price"],"classes":[],)"
                                              R"("positive":null,"low":0.5,"high":9.0,"whole":false}])"_ba);
    }

    void groupServesWhereThereIsNothingElse()
    {
        json grouped = contract();
        for (json &table : grouped["files"])
            std::erase_if(table["columns"].get_ref<json::array_t &>(), [](const json &one) {
                return one.at("key") != "owner" && one.at("key") != "id" && one.at("key") != "price";
            });
        QCOMPARE(shown(floorContract(grouped, u"a"_s)->at("categories")), R"(["owner"])"_ba);
    }

    void readingOptions()
    {
        const Result<ordered_json> known = floorContract(contract(), u"a"_s);
        QVERIFY(known);
        const ordered_json &train = known->at("train");
        QCOMPARE(shown(train.at("encoding")), R"("utf-8-sig")"_ba);
        QCOMPARE(shown(train.at("columns").front()), R"("id")"_ba);
        QCOMPARE(shown(train.at("columns").back()), R"("price")"_ba);
        for (const char *option : {"delimiter", "decimal", "thousands", "compression", "member"})
            QCOMPARE(shown(train.at(option)), shown(contract().at("files").front().at("dialect").at(option)));
    }

    void wideClassesFillAllColumns()
    {
        json wide = contract();
        wide["layout"] = "wide_classes";
        wide["prediction_kind"] = "PM";
        wide["metric"] = {{"key", "kappa"}, {"proxy", "mlogloss"}};
        wide["sample"]["prediction_columns"] = {"p_a", "p_b"};
        wide["targets"][0]["classes"] = {"a", "b"};
        const Result<ordered_json> known = floorContract(wide, u"a"_s);
        QVERIFY(known);
        QCOMPARE(shown(known->at("metric")), R"("mlogloss")"_ba);
        QCOMPARE(shown(known->at("targets").at(0).at("predicts")), R"(["p_a","p_b"])"_ba);
    }

    void idsByOrder()
    {
        json made = contract();
        made["link"] = {{"kind", "order"}, {"train", nullptr}, {"test", nullptr}};
        QCOMPARE(shown(floorContract(made, u"a"_s)->at("test_ids")), "[]"_ba);
        made["link"]["kind"] = "column"; // ids of several columns have the sample's names in all tables
        made["sample"]["id_columns"] = {"size", "kind"};
        QCOMPARE(shown(floorContract(made, u"a"_s)->at("test_ids")), R"(["size","kind"])"_ba);
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("code");
        QTest::newRow("no target") << "/targets"_ba
                                   << "[]"_ba << u"no_labels"_s;
        QTest::newRow("no train") << "/files/0/role"_ba
                                  << "\"side\""_ba << u"no_table"_s;
        QTest::newRow("masks") << "/prediction_kind"_ba
                               << "\"M\""_ba << u"no_template"_s;
        QTest::newRow("no features") << "/files/1/columns"_ba
                                     << "[]"_ba << u"no_features"_s;
        QTest::newRow("torn") << "/sample/prediction_columns"_ba
                              << "[]"_ba << u"bad_contract"_s;
    }

    void refusals()
    {
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, value);
        json changed = contract();
        changed[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
        const Result<QByteArray> program = floorProgram(changed, u"a"_s, "pass\n");
        QVERIFY(!program);
        QTEST(program.error().code, "code");
        QVERIFY(program.error().message.endsWith(u'.'));
    }

    void programIsLiteralAndTemplate()
    {
        const Result<QByteArray> program = floorProgram(contract(), u"a\"\nb"_s, "print(CONTRACT)\n");
        QVERIFY(program);
        QVERIFY(program->contains("\nCONTRACT = {\n    \"slug\": \"a\\\"\\nb\",\n"));
        QVERIFY(program->endsWith("\n}\n\nprint(CONTRACT)\n"));
    }
};

QTEST_GUILESS_MAIN(tst_ProgramTemplate)
#include "tst_programtemplate.moc"
