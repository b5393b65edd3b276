// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/competition/pagefiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLocale>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PageFiles)
};

constexpr qint64 longestPage = 512 * 1024; ///< bytes; real pages have some thousand
constexpr qsizetype mostFiles = 500;       ///< listed by name

/// What people look for first.
qsizetype rankOf(const PageFile &page)
{
    static const QStringList order{u"evaluation"_s, u"files"_s, u"data"_s, u"description"_s, u"rules"_s};
    const qsizetype at = order.indexOf(page.name);
    return at < 0 ? order.size() : at;
}

QString listOfFiles(const QString &folder, const std::stop_token &stop)
{
    QList<std::pair<QString, qint64>> files;
    qint64 bytes = 0;
    QDirIterator each(folder, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext() && !stop.stop_requested()) {
        each.next();
        files.emplace_back(QDir(folder).relativeFilePath(each.filePath()), each.fileInfo().size());
        bytes += files.last().second;
    }
    if (files.isEmpty())
        return {};
    std::ranges::sort(files);
    const QLocale locale;
    //: %1 is a size: 77 MiB
    QStringList lines{Texts::tr("%n file(s), %1", nullptr, int(files.size())).arg(locale.formattedDataSize(bytes, 1)), QString()};
    for (const auto &[name, size] : files.first(std::min(files.size(), mostFiles)))
        lines << Texts::tr("%1, %2").arg(name, locale.formattedDataSize(size, 1));
    if (files.size() > mostFiles)
        lines << Texts::tr("and %n more", nullptr, int(files.size() - mostFiles));
    return lines.join(u'\n');
}

} // namespace

QList<PageFile> readPages(const QString &pages, const QString &dataFolder, std::stop_token stop)
{
    QList<PageFile> read;
    const QFileInfoList files = pages.isEmpty() ? QFileInfoList() : QDir(pages).entryInfoList({u"*.md"_s}, QDir::Files, QDir::Name);
    for (const QFileInfo &info : files) {
        QFile file(info.filePath());
        if (stop.stop_requested() || !file.open(QIODevice::ReadOnly))
            continue;
        const QString text = QString::fromUtf8(file.read(longestPage));
        const QString cut = file.atEnd() ? QString() : u"\n\n"_s + Texts::tr("The page goes on; it is too long to be shown whole.");
        read << PageFile{.name = info.completeBaseName().toLower(), .text = text + cut};
    }
    if (const QString list = dataFolder.isEmpty() ? QString() : listOfFiles(dataFolder, stop); !list.isEmpty())
        read << PageFile{.name = u"files"_s, .text = list};
    std::ranges::stable_sort(read, {}, rankOf);
    return read;
}

} // namespace solver
