// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/trainingtarget.h"

#include "base/files.h"
#include "submission/csvdialect.h"

#include <QCoreApplication>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestRecord = 256 * 1024 * 1024;

struct TargetText {
    Q_DECLARE_TR_FUNCTIONS(solver::TargetText)
};

QStringList textsOf(const nlohmann::json &object, const char *key)
{
    QStringList texts;
    const auto list = object.find(key);
    if (list == object.end() || !list->is_array())
        return texts;
    for (const nlohmann::json &each : *list) {
        if (each.is_string())
            texts << toQt(each.get<std::string>());
    }
    return texts;
}

const nlohmann::json &member(const nlohmann::json &object, const char *key)
{
    static const nlohmann::json nothing;
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found == object.end() ? nothing : *found;
}

/// How the training file is written, and whether it can be read here.
void describe(TrainingTargets::Target &target, const nlohmann::json &contract, const QString &name)
{
    const nlohmann::json &files = member(contract, "files");
    const auto file = std::ranges::find_if(files, [&name](const nlohmann::json &each) {
        return name.isEmpty() ? textOf(each, "role") == u"train"_s : textOf(each, "path") == name;
    });
    if (file == files.end()) {
        target.obstacle = TargetText::tr("No training file with the target is known.");
        return;
    }
    const QString path = textOf(*file, "path");
    target.file += u'/' + path;
    const QString format = textOf(*file, "format");
    const nlohmann::json &dialect = member(*file, "dialect");
    if (format == u"parquet"_s)
        target.obstacle = TargetText::tr("The training file %1 is Parquet, which is not read here.").arg(path);
    else if (!textOf(dialect, "compression").isEmpty())
        target.obstacle = TargetText::tr("The training file %1 is compressed, which is not read here.").arg(path);
    else if (!dialect.is_object())
        target.obstacle = TargetText::tr("The training file %1 is no table of text.").arg(path);
    const QString delimiter = textOf(dialect, "delimiter");
    target.delimiter = delimiter.size() == 1 ? delimiter.front().toLatin1() : ',';
    target.decimalComma = textOf(dialect, "decimal") == u","_s;
    target.encoding = textOf(dialect, "encoding");
}

} // namespace

TrainingTargets trainingTargets(const QString &contractFolder, const QString &dataFolder)
{
    TrainingTargets found;
    if (contractFolder.isEmpty())
        return found;
    const Result<nlohmann::json> contract = readJson(contractFolder + u"/contract.json"_s);
    if (!contract || !contract->is_object())
        return found;
    const nlohmann::json &sample = member(*contract, "sample");
    if (!sample.is_object())
        return found;
    found.idColumns = textsOf(sample, "id_columns");
    found.predictionColumns = textsOf(sample, "prediction_columns");
    const bool wide = textOf(*contract, "layout") == u"wide_classes"_s;
    const nlohmann::json &targets = member(*contract, "targets");
    for (qsizetype at = 0; at < found.predictionColumns.size(); ++at) {
        const QString &prediction = found.predictionColumns[at];
        TrainingTargets::Target target{.prediction = prediction, .file = dataFolder};
        auto known = targets.end();
        for (const char *key : {"name", "column"}) {
            if (known == targets.end())
                known = std::ranges::find_if(targets, [&](const nlohmann::json &each) { return textOf(each, key) == prediction; });
        }
        if (known == targets.end() && size_t(at) < targets.size() && !wide)
            known = targets.begin() + at;
        if (known == targets.end()) {
            if (wide)
                target.obstacle = TargetText::tr("Training has classes where the predictions are probabilities.");
            else
                target.obstacle = TargetText::tr("The training data have no column for %1.").arg(prediction);
        } else {
            target.column = textOf(*known, "column");
            describe(target, *contract, textOf(*known, "file"));
        }
        found.targets << target;
    }
    return found;
}

Result<Distribution> trainingDistribution(const TrainingTargets &targets, const QString &prediction, std::stop_token stop)
{
    const auto sentence = [](const QString &message) {
        return tl::unexpected(Error{.kind = Error::Kind::BadData, .message = message, .code = u"no_training_curve"_s});
    };
    const auto target = std::ranges::find(targets.targets, prediction, &TrainingTargets::Target::prediction);
    if (target == targets.targets.end())
        return sentence(TargetText::tr("The training target is known after stage prepare."));
    if (!target->obstacle.isEmpty())
        return sentence(target->obstacle);
    const bool utf8 = target->encoding.isEmpty() || target->encoding.startsWith(u"utf"_s, Qt::CaseInsensitive);
    const QByteArray column = utf8 ? target->column.toUtf8() : target->column.toLatin1();
    const CsvOptions options{.delimiter = target->delimiter, .recordBytes = longestRecord, .columns = mostHeaderColumns};
    Result<Distribution> found = distributionOf(target->file, options, column, target->decimalComma, std::move(stop));
    if (!found && found.error().kind != Error::Kind::Cancelled)
        return sentence(TargetText::tr("The training file cannot be read: %1").arg(found.error().message));
    return found;
}

} // namespace solver
