// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "competition/archive.h"

#include "archives.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace solver;
using namespace Qt::StringLiterals;

class tst_Archive : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_place;
    archive::Limits m_limits;

    QString at(const QString &name) const { return m_place->filePath(name); }
    QString caseFile(const QString &name) const { return QStringLiteral(SOLVER_CASES_DIR) + u"/files/"_s + name; }
    /// Unpacks, and looks that a refusal left nothing: neither in the folder nor anywhere round it.
    Result<archive::Contents> unpack(const QString &file)
    {
        const QStringList before = everything();
        const Result<archive::Contents> contents = archive::unpack(file, at(u"out"_s), m_limits, {});
        if (!contents)
            [this, before] { QCOMPARE(everything(), before); }();
        return contents;
    }
    QStringList everything() const
    {
        QStringList paths;
        QDirIterator walk(m_place->path(), QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                          QDirIterator::Subdirectories);
        while (walk.hasNext())
            paths << walk.next();
        paths.sort();
        return paths;
    }

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<QTemporaryDir>();
        m_limits = {.totalBytes = 64 << 20, .diskFloorBytes = 0};
    }

    void unpacksFilesAndFolders_data();
    void unpacksFilesAndFolders();
    void refusesUnsafeNames_data();
    void refusesUnsafeNames();
    void refusesLinksAndDevices_data();
    void refusesLinksAndDevices();
    void refusesWhatIsDamaged_data();
    void refusesWhatIsDamaged();
    void refusesDoubles();
    void refusesEncryptedOnes();
    void endsABombAtTheCap();
    void keepsTheDiskFloor();
    void countsBytesWhateverTheHeadersSay();
    void countsInnerArchivesAsTheyAre();
    void takesManyFiles();
    void stops();
    void ignoresAMacsTwins();
    void readsNamesAsUtf8();
    void knowsArchivesByTheirContent();
    void takesTheOneTable_data();
    void takesTheOneTable();
    void refusesTwoTablesForOne();
    void endsASingleBombAtTheCap();
};

void tst_Archive::unpacksFilesAndFolders_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("zip") << int(Format::Zip);
    QTest::newRow("tar") << int(Format::Tar);
    QTest::newRow("tar.gz") << int(Format::TarGz);
    QTest::newRow("7z") << int(Format::SevenZip);
}

void tst_Archive::unpacksFilesAndFolders()
{
    QFETCH(int, format);
    writeArchive(at(u"a"_s), Format(format),
                 {{.name = "train.csv", .data = "id,y\n1,2\n"},
                  {.name = "images/", .type = AE_IFDIR},
                  {.name = "images/deep/1.png", .data = QByteArray(100'000, 'p')},
                  {.name = "./test.csv", .data = {}}});
    const auto contents = unpack(at(u"a"_s));
    QVERIFY2(contents, contents ? "" : qPrintable(contents.error().message));
    QStringList files = contents->files;
    files.sort();
    QCOMPARE(files, (QStringList{u"images/deep/1.png"_s, u"test.csv"_s, u"train.csv"_s}));
    QCOMPARE(contents->bytes, 9 + 100'000);
    QCOMPARE(contents->ignoredEntries, 0);
    QCOMPARE(readFile(at(u"out/train.csv"_s)), Result<QByteArray>("id,y\n1,2\n"));
    QCOMPARE(QFileInfo(at(u"out/images/deep/1.png"_s)).size(), 100'000);
    QCOMPARE(QFileInfo(at(u"out/test.csv"_s)).size(), 0);
    QVERIFY(!QFileInfo(at(u"out/train.csv"_s)).isExecutable());
    QStringList listed = archive::list(at(u"a"_s), {}).value().files;
    listed.sort();
    QCOMPARE(listed, files);
}

/// A01, and the name and the depth of A04.
void tst_Archive::refusesUnsafeNames_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"../../x", "/etc/kaggle-solver-x", "C:\\x", "c:x", "\\\\host\\x", "a/../../x", "..\\..\\x",
                             "..", "a/..", "a\nb", "a\x1b[31mb", "a\x7f"})
        QTest::addRow("%s", QByteArray(name).toPercentEncoding().constData()) << QByteArray(name);
    QTest::newRow("name of 60,000 bytes") << QByteArray(60'000, 'n');
    QTest::newRow("name of 256 bytes") << QByteArray(256, 'n');
    QTest::newRow("500 folders deep") << QByteArray("d/").repeated(500) + "x";
}

void tst_Archive::refusesUnsafeNames()
{
    QFETCH(QByteArray, name);
    for (const Format format : {Format::Zip, Format::Tar}) {
        writeArchive(at(u"a"_s), format, {{.name = "first.csv", .data = "1\n"}, {.name = name, .data = "x"}});
        const auto contents = unpack(at(u"a"_s));
        QVERIFY(!contents);
        QCOMPARE(contents.error().kind, Error::Kind::BadData);
        QCOMPARE(contents.error().code, u"unsafe_archive"_s);
        QVERIFY(!contents.error().nextStep.isEmpty());
        QVERIFY(contents.error().message.size() < 300); // and nothing that could play with a terminal
        QVERIFY(!contents.error().message.contains(u'\x1b') && !contents.error().message.contains(u'\n'));
        QVERIFY(!QFileInfo::exists(u"/etc/kaggle-solver-x"_s));
    }
}

/// A02.
void tst_Archive::refusesLinksAndDevices_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("kind");
    QTest::newRow("symbolic link, zip") << int(Format::Zip) << 0;
    QTest::newRow("symbolic link, tar") << int(Format::Tar) << 0;
    QTest::newRow("hard link") << int(Format::Tar) << 1;
    QTest::newRow("device") << int(Format::Tar) << 2;
    QTest::newRow("pipe") << int(Format::Tar) << 3;
}

void tst_Archive::refusesLinksAndDevices()
{
    QFETCH(int, format);
    QFETCH(int, kind);
    const QString outside = at(u"outside"_s);
    QVERIFY(makeFolder(outside));
    QList<Entry> entries{{.name = "ok.csv", .data = "1\n"}};
    switch (kind) {
    case 0:
        entries << Entry{.name = "link", .type = AE_IFLNK, .link = outside.toUtf8()};
        break;
    case 1:
        entries << Entry{.name = "link", .link = "/etc/passwd", .hard = true};
        break;
    case 2:
        entries << Entry{.name = "link", .type = AE_IFCHR};
        break;
    default:
        entries << Entry{.name = "link", .type = AE_IFIFO};
    }
    entries << Entry{.name = "link/planted", .data = "x"};
    writeArchive(at(u"a"_s), Format(format), entries);
    const auto contents = unpack(at(u"a"_s));
    QVERIFY(!contents);
    QCOMPARE(contents.error().code, u"unsafe_archive"_s);
    QVERIFY(QDir(outside).isEmpty());
}

void tst_Archive::refusesWhatIsDamaged_data()
{
    QTest::addColumn<QString>("damage");
    for (const char *damage : {"cut", "checksum", "no archive", "empty"})
        QTest::newRow(damage) << QString::fromLatin1(damage);
}

void tst_Archive::refusesWhatIsDamaged()
{
    QFETCH(QString, damage);
    const QByteArray data = QByteArray("0123456789abcdef").repeated(4096);
    writeArchive(at(u"a"_s), Format::ZipStored, {{.name = "a.csv", .data = "1\n"}, {.name = "b.csv", .data = data}});
    QByteArray bytes = readFile(at(u"a"_s)).value();
    if (damage == u"cut")
        bytes.truncate(bytes.size() / 2);
    else if (damage == u"checksum")
        bytes[bytes.indexOf("0123456789abcdef") + 20'000] = 'X';
    else
        bytes = damage == u"empty" ? QByteArray() : QByteArray("<!DOCTYPE html><title>Sign in</title>");
    QVERIFY(writeFile(at(u"a"_s), bytes));
    const auto contents = unpack(at(u"a"_s));
    QVERIFY(!contents);
    QCOMPARE(contents.error().kind, Error::Kind::BadData);
}

void tst_Archive::refusesDoubles()
{
    writeArchive(at(u"a"_s), Format::Zip, {{.name = "train.csv", .data = "1"}, {.name = "./train.csv", .data = "2"}});
    const auto contents = unpack(at(u"a"_s));
    QVERIFY(!contents);
    QVERIFY(contents.error().message.contains(u"train.csv"_s));
}

void tst_Archive::refusesEncryptedOnes()
{
    if (!writeArchive(at(u"a"_s), Format::ZipEncrypted, {{.name = "train.csv", .data = "1"}}))
        QSKIP("this libarchive cannot encrypt");
    const auto contents = unpack(at(u"a"_s));
    QVERIFY(!contents);
    QVERIFY2(contents.error().message.contains(u"encrypted"_s), qPrintable(contents.error().message));
}

/// A03.
void tst_Archive::endsABombAtTheCap()
{
    m_limits.totalBytes = 1 << 20;
    for (const Format format : {Format::Zip, Format::TarGz}) {
        writeArchive(at(u"a"_s), format,
                     {{.name = "a.csv", .data = QByteArray(700 << 10, '\0')},
                      {.name = "b.csv", .data = QByteArray(700 << 10, '\0')}});
        QVERIFY(QFileInfo(at(u"a"_s)).size() < 10'000);
        const auto contents = unpack(at(u"a"_s));
        QVERIFY(!contents);
        QCOMPARE(contents.error().code, u"archive_too_large"_s);
    }
}

void tst_Archive::keepsTheDiskFloor()
{
    m_limits.diskFloorBytes = 1LL << 60;
    writeArchive(at(u"a"_s), Format::Zip, {{.name = "a.csv", .data = "1"}});
    const auto contents = unpack(at(u"a"_s));
    QVERIFY(!contents);
    QCOMPARE(contents.error().kind, Error::Kind::Storage);
    QCOMPARE(contents.error().code, u"disk_low"_s);
}

/// A08.
void tst_Archive::countsBytesWhateverTheHeadersSay()
{
    m_limits.totalBytes = 1 << 20;
    writeArchive(at(u"a"_s), Format::Zip, {{.name = "a.csv", .data = QByteArray(8 << 20, '\0')}});
    QByteArray bytes = readFile(at(u"a"_s)).value();
    const qsizetype central = bytes.indexOf("PK\x01\x02");
    QVERIFY(central > 0);
    bytes.replace(central + 24, 4, QByteArray("\x0a\0\0\0", 4)); // uncompressed: ten bytes
    if (bytes.mid(22, 4) != QByteArray(4, '\0'))
        bytes.replace(22, 4, QByteArray("\x0a\0\0\0", 4));
    QVERIFY(writeFile(at(u"a"_s), bytes));
    QVERIFY(!unpack(at(u"a"_s)));
}

void tst_Archive::countsInnerArchivesAsTheyAre()
{
    writeArchive(at(u"inner.zip"_s), Format::Zip, {{.name = "x.csv", .data = QByteArray(8 << 20, '\0')}});
    writeArchive(at(u"a"_s), Format::Zip, {{.name = "inner.zip", .data = readFile(at(u"inner.zip"_s)).value()}});
    m_limits.totalBytes = 1 << 20;
    const auto contents = unpack(at(u"a"_s));
    QVERIFY(contents);
    QCOMPARE(contents->files, QStringList{u"inner.zip"_s});
    QVERIFY(archive::looksLikeZip(at(u"out/inner.zip"_s)));
}

/// A04.
void tst_Archive::takesManyFiles()
{
    QList<Entry> entries;
    for (int i = 0; i < 10'000; ++i)
        entries << Entry{.name = "images/" + QByteArray::number(i % 100) + '/' + QByteArray::number(i) + ".txt",
                         .data = "x"};
    writeArchive(at(u"a"_s), Format::Zip, entries);
    const auto contents = unpack(at(u"a"_s));
    QVERIFY(contents);
    QCOMPARE(contents->files.size(), 10'000);
    QCOMPARE(contents->bytes, 10'000);
}

void tst_Archive::stops()
{
    writeArchive(at(u"a"_s), Format::Zip, {{.name = "a.csv", .data = "1"}});
    std::stop_source source;
    source.request_stop();
    const auto contents = archive::unpack(at(u"a"_s), at(u"out"_s), m_limits, source.get_token());
    QVERIFY(!contents);
    QCOMPARE(contents.error().kind, Error::Kind::Cancelled);
    QVERIFY(!QFileInfo::exists(at(u"out"_s)));
}

/// Case arc-macosx.
void tst_Archive::ignoresAMacsTwins()
{
    const auto contents = unpack(caseFile(u"arc-macosx/bundle.zip"_s));
    QVERIFY2(contents, contents ? "" : qPrintable(contents.error().message));
    QCOMPARE(contents->ignoredEntries, 4);
    QStringList files = contents->files;
    files.sort();
    QCOMPARE(files, (QStringList{u"data/sample_submission.csv"_s, u"data/test.csv"_s, u"data/train.csv"_s}));
    QCOMPARE(readFile(at(u"out/data/train.csv"_s)).value().count('\n'), 13);
    QVERIFY(!QFileInfo::exists(at(u"out/__MACOSX"_s)));
}

/// Case arc-utf8-without-flag.
void tst_Archive::readsNamesAsUtf8()
{
    const auto contents = unpack(caseFile(u"arc-utf8-without-flag/bundle.zip"_s));
    QVERIFY2(contents, contents ? "" : qPrintable(contents.error().message));
    QStringList files = contents->files;
    files.sort();
    QCOMPARE(files,
             (QStringList{u"données/sample_submission.csv"_s, u"données/test.csv"_s, u"données/обучение.csv"_s}));
    QVERIFY(QFileInfo::exists(at(u"out/données/обучение.csv"_s)));
}

void tst_Archive::knowsArchivesByTheirContent()
{
    for (const Format format : {Format::Zip, Format::Tar, Format::TarGz, Format::SevenZip}) {
        writeArchive(at(u"train.csv"_s), format, {{.name = "x", .data = "1"}});
        QVERIFY(archive::looksLikeArchive(at(u"train.csv"_s)));
        QCOMPARE(archive::looksLikeZip(at(u"train.csv"_s)), format == Format::Zip);
        QCOMPARE(archive::looksLikeGzip(at(u"train.csv"_s)), format == Format::TarGz);
    }
    QVERIFY(writeFile(at(u"x.zip"_s), "PK,y\n1,2\n"));
    QVERIFY(!archive::looksLikeArchive(at(u"x.zip"_s)));
    QVERIFY(writeFile(at(u"x.zip"_s), {}));
    QVERIFY(!archive::looksLikeArchive(at(u"x.zip"_s)));
    QVERIFY(!archive::looksLikeArchive(at(u"absent"_s)));
}

void tst_Archive::takesTheOneTable_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("zip") << int(Format::Zip);
    QTest::newRow("gzip") << int(Format::Gz);
}

void tst_Archive::takesTheOneTable()
{
    QFETCH(int, format);
    writeArchive(at(u"test.csv"_s), Format(format), {{.name = "whatever/name.csv", .data = "id\n1\n"}});
    // In place, as for a table that is really an archive.
    const auto done = archive::unpackSingle(at(u"test.csv"_s), at(u"test.csv"_s), m_limits, {});
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    QCOMPARE(readFile(at(u"test.csv"_s)), Result<QByteArray>("id\n1\n"));
    QCOMPARE(QDir(m_place->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"test.csv"_s});
}

void tst_Archive::refusesTwoTablesForOne()
{
    for (const Format format : {Format::Zip, Format::TarGz}) {
        writeArchive(at(u"a"_s), format, {{.name = "a.csv", .data = "1"}, {.name = "b.csv", .data = "1"}});
        const QStringList before = everything();
        QVERIFY(!archive::unpackSingle(at(u"a"_s), at(u"target"_s), m_limits, {}));
        QCOMPARE(everything(), before);
    }
}

void tst_Archive::endsASingleBombAtTheCap()
{
    m_limits.totalBytes = 1 << 20;
    for (const Format format : {Format::Zip, Format::Gz}) {
        writeArchive(at(u"a"_s), format, {{.name = "a.csv", .data = QByteArray(8 << 20, 'x')}});
        const QStringList before = everything();
        const auto done = archive::unpackSingle(at(u"a"_s), at(u"target"_s), m_limits, {});
        QVERIFY(!done);
        QCOMPARE(done.error().code, u"archive_too_large"_s);
        QCOMPARE(everything(), before);
    }
}

QTEST_GUILESS_MAIN(tst_Archive)
#include "tst_archive.moc"
