// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/data/contractfacts.h"

#include "base/files.h"

#include <QCoreApplication>
#include <QStringList>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(ContractFacts)
};

constexpr qsizetype mostClasses = 12;

const nlohmann::json &member(const nlohmann::json &object, const char *key)
{
    static const nlohmann::json nothing;
    if (!object.is_object())
        return nothing;
    const auto found = object.find(key);
    return found == object.end() ? nothing : *found;
}

/// A text, a number or a list of them; empty for anything else.
QString plain(const nlohmann::json &value)
{
    if (value.is_string())
        return toQt(value.get<std::string>());
    if (value.is_number_integer())
        return QString::number(value.get<qint64>());
    if (value.is_number())
        return QString::number(value.get<double>(), 'g', 7);
    QStringList parts;
    if (value.is_array()) {
        for (const nlohmann::json &part : value)
            parts << plain(part);
    }
    return parts.join(u", "_s);
}

QString betterWord(const QString &direction)
{
    return direction == u"minimize" ? Texts::tr("lower is better") : Texts::tr("higher is better");
}

QString placeInWords(const QString &place)
{
    if (place == u"catalogue")
        return Texts::tr("found in the catalogue of metrics");
    if (place == u"user")
        return Texts::tr("given by you");
    return place.isEmpty() ? Texts::tr("not found anywhere") : Texts::tr("found in %1").arg(place);
}

class Facts
{
public:
    explicit Facts(const nlohmann::json &contract) : m_contract(contract) {}

    QList<Fact> all()
    {
        addMetric();
        addTargets();
        addPrediction();
        add(Texts::tr("Layout"), textOf(m_contract, "layout"));
        addLink();
        addRows();
        addViews();
        const nlohmann::json &warnings = member(m_contract, "warnings");
        if (warnings.is_array()) {
            for (const nlohmann::json &warning : warnings) {
                if (const QString sentence = textOf(warning, "sentence"); !sentence.isEmpty())
                    m_facts << Fact{Texts::tr("Warning"), sentence, true};
            }
        }
        return m_facts;
    }

private:
    void add(const QString &name, const QString &value)
    {
        if (!value.isEmpty())
            m_facts << Fact{name, value};
    }

    void addMetric()
    {
        const nlohmann::json &metric = member(m_contract, "metric"), &scored = member(metric, "scored");
        const QString key = textOf(metric, "key"), used = textOf(scored, "key");
        if (key.isEmpty() && used.isEmpty())
            return;
        //: %1 is a metric, %2 "higher is better", %3 "found in the catalogue of metrics"
        add(Texts::tr("Metric"), Texts::tr("%1, %2; %3").arg(key.isEmpty() ? used : key,
                                                             betterWord(textOf(key.isEmpty() ? scored : metric, "direction")),
                                                             placeInWords(textOf(metric, "found_in"))));
        const QString proxy = used.isEmpty() ? textOf(metric, "proxy") : used != key ? used : QString();
        if (!proxy.isEmpty() && !key.isEmpty())
            m_facts << Fact{Texts::tr("Scored by"), Texts::tr("%1, which stands in for it").arg(proxy), true};
    }

    void addTargets()
    {
        const nlohmann::json &targets = member(m_contract, "targets");
        if (!targets.is_array())
            return;
        for (const nlohmann::json &target : targets) {
            QString value = textOf(target, "column");
            if (value.isEmpty())
                value = textOf(target, "name");
            if (const QString file = textOf(target, "file"); !file.isEmpty())
                value = Texts::tr("%1 of %2").arg(value, file);
            const nlohmann::json &classes = member(target, "classes");
            if (classes.is_array() && !classes.empty()) {
                QStringList names;
                for (const nlohmann::json &name : classes) {
                    if (names.size() < mostClasses)
                        names << plain(name);
                }
                const int more = int(classes.size()) - int(names.size());
                value += more > 0 ? Texts::tr("; classes %1 and %n more", nullptr, more).arg(names.join(u", "_s))
                                  : Texts::tr("; classes %1").arg(names.join(u", "_s));
            }
            if (const QString positive = plain(member(target, "positive")); !positive.isEmpty())
                value += Texts::tr("; probability of %1").arg(positive);
            if (const nlohmann::json &missing = member(target, "missing"); missing.is_number() && missing.get<double>() > 0)
                value += Texts::tr("; %n missing", nullptr, int(missing.get<double>()));
            add(Texts::tr("Target"), value);
        }
    }

    void addPrediction()
    {
        add(Texts::tr("Prediction"), predictionKindInWords(textOf(m_contract, "prediction_kind")));
        const nlohmann::json &sample = member(m_contract, "sample");
        add(Texts::tr("Predicted columns"), plain(member(sample, "prediction_columns")));
        add(Texts::tr("Id columns"), plain(member(sample, "id_columns")));
        const QString path = textOf(sample, "path"), rows = plain(member(sample, "rows"));
        if (!path.isEmpty())
            add(Texts::tr("Sample submission"), rows.isEmpty() ? path : Texts::tr("%1, %2 rows").arg(path, rows));
    }

    void addLink()
    {
        const nlohmann::json &link = member(m_contract, "link");
        const QString kind = textOf(link, "kind"), train = plain(member(link, "train")), test = plain(member(link, "test"));
        if (kind == u"column" && !test.isEmpty())
            add(Texts::tr("Rows belong by"), train.isEmpty() ? Texts::tr("column %1 of test").arg(test)
                                                             : Texts::tr("column %1 of test, %2 of train").arg(test, train));
        else if (kind == u"order")
            add(Texts::tr("Rows belong by"), Texts::tr("their order"));
        else
            add(Texts::tr("Rows belong by"), kind);
    }

    void addRows()
    {
        const nlohmann::json &counts = member(m_contract, "counts");
        const QString train = plain(member(counts, "train")), labelled = plain(member(counts, "labelled"));
        const QString test = plain(member(counts, "test"));
        if (!train.isEmpty() && !test.isEmpty())
            add(Texts::tr("Rows"), train == labelled || labelled.isEmpty()
                                       ? Texts::tr("%1 in train, %2 in test").arg(train, test)
                                       : Texts::tr("%1 in train (%2 with an answer), %3 in test").arg(train, labelled, test));
    }

    void addViews()
    {
        const nlohmann::json &split = member(m_contract, "split"), &cannot = member(split, "cannot");
        const QString reason = textOf(split, "reason");
        if (!cannot.is_null()) {
            m_facts << Fact{Texts::tr("Sealed views"), Texts::tr("None can be made. %1").arg(reason), true};
            return;
        }
        const QString scheme = textOf(split, "scheme"), column = textOf(split, "column");
        add(Texts::tr("Split"), column.isEmpty() ? scheme : Texts::tr("%1, by %2").arg(scheme, column));
        add(Texts::tr("Why so"), reason);
        const nlohmann::json &count = member(split, "k"), &share = member(split, "share");
        if (count.is_number() && share.is_number())
            add(Texts::tr("Sealed views"), Texts::tr("%n, each with %1 % of the rows sealed", nullptr, count.get<int>())
                                               .arg(QString::number(share.get<double>() * 100, 'f', 0)));
    }

    const nlohmann::json &m_contract;
    QList<Fact> m_facts;
};

} // namespace

QString predictionKindInWords(const QString &kind)
{
    if (kind == u"P")
        return Texts::tr("a probability for each row");
    if (kind == u"PM")
        return Texts::tr("a probability for each class of each row");
    if (kind == u"ML")
        return Texts::tr("several probabilities for each row, each on its own");
    if (kind == u"L")
        return Texts::tr("a class for each row");
    if (kind == u"R")
        return Texts::tr("a number for each row");
    if (kind == u"R+")
        return Texts::tr("a number for each row, 0 or more");
    if (kind == u"S")
        return Texts::tr("a text for each row");
    return kind;
}

QList<Fact> contractFacts(const nlohmann::json &contract)
{
    return Facts(contract).all();
}

} // namespace solver
