// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/submissionformat.h"

#include "base/files.h"
#include "submission/cellvalue.h"
#include "submission/submissiontext.h"

#include <algorithm>

namespace solver {

namespace {

/// Members of an array of texts; numbers and truth values count as their JSON text.
QStringList textsOf(const nlohmann::json &object, const char *key)
{
    QStringList texts;
    const auto found = object.find(key);
    if (found == object.end() || !found->is_array())
        return texts;
    for (const nlohmann::json &item : *found) {
        if (item.is_string())
            texts.append(toQt(item.get_ref<const std::string &>()));
        else if (item.is_primitive() && !item.is_null())
            texts.append(toQt(item.dump()));
    }
    return texts;
}

/// The target that a prediction column answers: by name, else by place; null when there is none.
const nlohmann::json *targetOf(const nlohmann::json &targets, const QString &column, qsizetype place)
{
    if (!targets.is_array())
        return nullptr;
    for (const char *key : {"name", "column"}) {
        for (const nlohmann::json &target : targets) {
            if (target.is_object() && textOf(target, key) == column)
                return &target;
        }
    }
    const auto index = static_cast<std::size_t>(place);
    return index < targets.size() ? &targets[index] : nullptr;
}

} // namespace

PredictionKind predictionKind(const QString &letters)
{
    if (letters == QLatin1String("P"))
        return PredictionKind::Probability;
    if (letters == QLatin1String("PM"))
        return PredictionKind::ClassProbability;
    if (letters == QLatin1String("ML"))
        return PredictionKind::LabelProbability;
    if (letters == QLatin1String("L"))
        return PredictionKind::Label;
    if (letters == QLatin1String("R"))
        return PredictionKind::Real;
    if (letters == QLatin1String("R+"))
        return PredictionKind::NonNegative;
    if (letters == QLatin1String("K") || letters == QLatin1String("M") || letters == QLatin1String("B"))
        return PredictionKind::Opaque;
    return PredictionKind::Text;
}

Result<SubmissionFormat> SubmissionFormat::fromContract(const nlohmann::json &contract)
{
    const auto unusable = [] {
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = SubmissionText::tr("The contract does not name the sample's columns."),
                                    .code = QStringLiteral("contract_unusable"),
                                    .nextStep = SubmissionText::tr("Prepare the competition again.")});
    };
    if (!contract.is_object() || !contract.contains("sample") || !contract.at("sample").is_object())
        return unusable();
    const nlohmann::json &sample = contract.at("sample");
    SubmissionFormat format;
    format.idColumns = textsOf(sample, "id_columns");
    format.echoColumns = textsOf(sample, "echo_columns");
    format.layout = textOf(contract, "layout");
    if (const auto metric = contract.find("metric"); metric != contract.end() && metric->is_object())
        format.metric = textOf(*metric, "key");
    const QStringList names = textsOf(sample, "prediction_columns");
    if (names.isEmpty())
        return unusable();
    const bool wide = format.layout == QLatin1String("wide_classes");
    // A target's own kind says how the answers are written, not what is predicted: L where PM is wanted.
    const QString kindOfAll = textOf(contract, "prediction_kind");
    const nlohmann::json targets = contract.value("targets", nlohmann::json::array());
    for (qsizetype i = 0; i < names.size(); ++i) {
        PredictionColumn column{.name = names.at(i), .kind = predictionKind(kindOfAll)};
        const nlohmann::json *const target = targetOf(targets, column.name, i);
        if (wide) { // one column a class: a label cannot stand there
            if (column.kind == PredictionKind::Label)
                column.kind = PredictionKind::Real;
        } else if (column.kind == PredictionKind::Label && target != nullptr && target->is_object()) {
            const QStringList classes = textsOf(*target, "classes");
            for (const QString &label : classes)
                column.allowed.append(label.toUtf8());
            column.whole =
                !classes.isEmpty() && std::all_of(column.allowed.cbegin(), column.allowed.cend(), isWholeText);
        }
        format.predictions.append(column);
    }
    return format;
}

} // namespace solver
