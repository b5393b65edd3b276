// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/contract.h"

#include "base/files.h"

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

const nlohmann::json &member(const nlohmann::json &object, const char *key)
{
    static const nlohmann::json nothing;
    if (!object.is_object())
        return nothing;
    const auto found = object.find(key);
    return found == object.end() ? nothing : *found;
}

qint64 count(const nlohmann::json &contract, const char *key)
{
    const nlohmann::json &value = member(member(contract, "counts"), key);
    return value.is_number() ? value.get<qint64>() : 0;
}

} // namespace

Result<Contract> Contract::read(const QString &file)
{
    return readJson(file).and_then([&file](nlohmann::json json) -> Result<Contract> {
        if (member(json, "version") != 1 || !member(json, "metric").is_object() || !member(json, "split").is_object())
            return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                        .message = u"%1 is not a contract that this version can read."_s.arg(file),
                                        .code = u"bad_contract"_s});
        return Contract(std::move(json));
    });
}

QString Contract::metric() const
{
    return textOf(member(member(m_json, "metric"), "scored"), "key");
}

bool Contract::higherIsBetter() const
{
    return textOf(member(member(m_json, "metric"), "scored"), "direction") != u"minimize"_s;
}

bool Contract::isProxy() const
{
    const nlohmann::json &proxy = member(member(m_json, "metric"), "proxy");
    return proxy.is_boolean() ? proxy.get<bool>() : !proxy.is_null();
}

QString Contract::metricFoundIn() const
{
    return textOf(member(m_json, "metric"), "found_in");
}

QString Contract::predictionKind() const
{
    return textOf(m_json, "prediction_kind");
}

QString Contract::layout() const
{
    return textOf(m_json, "layout");
}

QString Contract::cannotBeSealed() const
{
    const nlohmann::json &cannot = member(member(m_json, "split"), "cannot");
    return cannot.is_string() ? toQt(cannot.get<std::string>()) : textOf(cannot, "code");
}

int Contract::views() const
{
    if (!cannotBeSealed().isEmpty())
        return 0;
    const nlohmann::json &k = member(member(m_json, "split"), "k");
    return k.is_number() ? k.get<int>() : 0;
}

QString Contract::splitSentence() const
{
    const nlohmann::json &split = member(m_json, "split");
    const QString reason = textOf(split, "reason");
    const QString scheme = textOf(split, "scheme");
    return reason.isEmpty() ? scheme : u"%1: %2"_s.arg(scheme, reason);
}

double Contract::realToSealedRatio() const
{
    // A sealed view cuts the labelled units in two, so it has as many as the training data; the real view has the test
    // units on top.
    const double train = double(count(m_json, "train"));
    return train > 0 ? (train + double(testUnits())) / train : 1.0;
}

QStringList Contract::warnings() const
{
    QStringList sentences;
    for (const nlohmann::json &warning : member(m_json, "warnings"))
        sentences << textOf(warning, "sentence");
    return sentences;
}

qint64 Contract::testUnits() const
{
    return count(m_json, "test");
}

qint64 Contract::labelledUnits() const
{
    return count(m_json, "labelled");
}

} // namespace solver
