// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/metriccatalogue.h"

#include "base/files.h"

#include <QHash>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

/// Lower case, one blank between words, nothing but letters and digits; blanks at both ends so that ` name ` finds whole
/// words.
QString plainWords(const QString &text)
{
    QString plain = u" "_s;
    for (const QChar c : text) {
        if (c.isLetterOrNumber())
            plain += c.toLower();
        else if (plain.back() != u' ')
            plain += u' ';
    }
    if (plain.back() != u' ')
        plain += u' ';
    return plain;
}

MetricCatalogue::Match matchOf(const nlohmann::json &metric, const QString &words)
{
    return {.key = textOf(metric, "key"),
            .direction = textOf(metric, "direction"),
            .foundIn = u"catalogue"_s,
            .words = words,
            .inForce = metric.value("in_force", false)};
}

} // namespace

Result<MetricCatalogue> MetricCatalogue::read(const QByteArray &text)
{
    return parseJson(text, u"The metric catalogue"_s).map([](nlohmann::json json) {
        return MetricCatalogue(std::move(json));
    });
}

std::optional<MetricCatalogue::Match> MetricCatalogue::byName(const QString &name) const
{
    const QString wanted = plainWords(name);
    for (const nlohmann::json &metric : m_json["metrics"]) {
        if (plainWords(textOf(metric, "key")) == wanted || plainWords(textOf(metric, "title")) == wanted)
            return matchOf(metric, name);
    }
    for (const nlohmann::json &metric : m_json["metrics"]) {
        for (const nlohmann::json &alias : metric["aliases"]) {
            if (plainWords(toQt(alias)) == wanted)
                return matchOf(metric, name);
        }
    }
    return std::nullopt;
}

std::optional<MetricCatalogue::Match> MetricCatalogue::inPages(const QStringList &pages) const
{
    for (const QString &page : pages) {
        const QString text = plainWords(page);
        struct Hit {
            const nlohmann::json *metric;
            QString words;
            qsizetype at;
        };
        QHash<QString, Hit> hits; // the longest words of each metric
        for (const nlohmann::json &metric : m_json["metrics"]) {
            for (const char *list : {"aliases", "formula_words"}) {
                if (!metric.contains(list))
                    continue;
                for (const nlohmann::json &item : metric[list]) {
                    const QString words = plainWords(toQt(item));
                    const qsizetype at = text.indexOf(words);
                    const QString key = textOf(metric, "key");
                    if (at >= 0 && (!hits.contains(key) || hits[key].words.size() < words.size()))
                        hits[key] = {&metric, words, at};
                }
            }
        }
        // What is only part of a longer name (auc in "mean column-wise auc") gives way.
        for (const Hit &hit : QHash(hits)) {
            if (!hit.metric->contains("beats"))
                continue;
            for (const nlohmann::json &beaten : (*hit.metric)["beats"])
                hits.remove(toQt(beaten));
        }
        const Hit *best = nullptr;
        for (const Hit &hit : std::as_const(hits)) {
            if (!best || hit.words.size() > best->words.size() ||
                (hit.words.size() == best->words.size() && hit.at < best->at))
                best = &hit;
        }
        if (best)
            return matchOf(*best->metric, best->words.trimmed());
    }
    return std::nullopt;
}

QStringList MetricCatalogue::keysInForce() const
{
    QStringList keys;
    for (const nlohmann::json &metric : m_json["metrics"]) {
        if (metric.value("in_force", false))
            keys << textOf(metric, "key");
    }
    return keys;
}

QString MetricCatalogue::title(const QString &key) const
{
    for (const nlohmann::json &metric : m_json["metrics"]) {
        if (textOf(metric, "key") == key)
            return textOf(metric, "title");
    }
    return key;
}

} // namespace solver
