// SPDX-License-Identifier: GPL-3.0-or-later
#include "solution/programtemplate.h"

#include "base/files.h"

#include <QByteArrayList>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace solver {

using namespace Qt::StringLiterals;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

constexpr qsizetype lineWidth = 118;

QByteArray quoted(const std::string &utf8)
{
    QByteArray text = "\"";
    for (const char32_t character : QString::fromStdString(utf8).toUcs4()) {
        if (character == U'"' || character == U'\\')
            text += '\\' + QByteArray(1, static_cast<char>(character));
        else if (character == U'\n')
            text += "\\n";
        else if (character == U'\r')
            text += "\\r";
        else if (character == U'\t')
            text += "\\t";
        else if (character > 0xffff)
            text += "\\U" + QByteArray::number(static_cast<uint>(character), 16).rightJustified(8, '0');
        else if (!QChar::isPrint(character) || (QChar::isSpace(character) && character != U' '))
            text += "\\u" + QByteArray::number(static_cast<uint>(character), 16).rightJustified(4, '0');
        else
            text += QString::fromUcs4(&character, 1).toUtf8();
    }
    return text + '"';
}

QByteArray scalar(const ordered_json &value)
{
    if (value.is_string())
        return quoted(value.get_ref<const std::string &>());
    if (value.is_null())
        return "None";
    if (value.is_boolean())
        return value.get<bool>() ? "True" : "False";
    return QByteArray::fromStdString(value.dump());
}

/// The value on a line of its own text, however long.
QByteArray oneLine(const ordered_json &value)
{
    if (!value.is_structured())
        return scalar(value);
    QByteArrayList parts;
    for (const auto &[key, member] : value.items())
        parts << (value.is_object() ? quoted(key) + ": " : QByteArray()) + oneLine(member);
    return value.is_object() ? '{' + parts.join(", ") + '}' : '[' + parts.join(", ") + ']';
}

/// \param place   column where the expression begins
/// \param margin  indentation of the line on which it begins
QByteArray expression(const ordered_json &value, qsizetype place, qsizetype margin)
{
    const QByteArray line = oneLine(value);
    if (!value.is_structured() || (place > 0 && place + line.size() <= lineWidth))
        return line;
    const qsizetype inner = margin + 4;
    const bool fills = place > 0 && std::ranges::none_of(value, [](const ordered_json &member) {
                           return member.is_object() && !member.empty();
                       }); // several short members a line
    QByteArray text = value.is_object() ? "{" : "[";
    qsizetype end = lineWidth;
    for (const auto &[key, member] : value.items()) {
        const QByteArray name = value.is_object() ? quoted(key) + ": " : QByteArray();
        const QByteArray whole = name + oneLine(member);
        if (fills && end + 1 + whole.size() + 1 <= lineWidth) {
            text += ' ' + whole + ',';
            end += 1 + whole.size() + 1;
        } else {
            text += '\n' + QByteArray(inner, ' ') + name + expression(member, inner + name.size() + 1, inner) + ',';
            end = text.size() - text.lastIndexOf('\n') - 1;
        }
    }
    return text + '\n' + QByteArray(margin, ' ') + (value.is_object() ? '}' : ']');
}

tl::unexpected<Error> refused(const QString &code, const QString &sentence)
{
    return tl::unexpected(Error{.kind = Error::Kind::BadData, .message = sentence, .code = code});
}

/// Member \a key, or null when the object has none.
json memberOf(const json &object, const char *key)
{
    return object.is_object() ? object.value(key, json()) : json();
}

std::vector<json> columnsOf(const json &file)
{
    const json columns = memberOf(file, "columns");
    std::vector<json> sorted(columns.begin(), columns.end());
    std::ranges::stable_sort(sorted, {}, [](const json &column) { return column.value("position", 0); });
    return sorted;
}

/// The table of a role that can be read; \a path narrows it down where it is not empty.
json tableOf(const json &contract, const QString &role, const QString &path = {})
{
    for (const json &file : memberOf(contract, "files")) {
        if (textOf(file, "role") == role && !textOf(file, "format").isEmpty() &&
            (path.isEmpty() || textOf(file, "path") == path))
            return file;
    }
    return {};
}

ordered_json readingOf(const json &file)
{
    const json dialect = memberOf(file, "dialect");
    const auto option = [&dialect](const char *key, const json &otherwise) {
        const json value = memberOf(dialect, key);
        return value.is_null() ? otherwise : value;
    };
    json encoding = option("encoding", "utf-8");
    if (encoding == "utf-8" && option("bom", false) == true)
        encoding = "utf-8-sig";
    ordered_json reading{{"path", file.at("path")},
                         {"format", file.at("format")},
                         {"delimiter", option("delimiter", ",")},
                         {"encoding", encoding},
                         {"quote", option("quote", nullptr)},
                         {"decimal", option("decimal", ".")},
                         {"thousands", option("thousands", nullptr)},
                         {"header", option("header", true)},
                         {"compression", option("compression", nullptr)},
                         {"member", option("member", nullptr)},
                         {"columns", ordered_json::array()}};
    for (const json &column : columnsOf(file))
        reading["columns"].push_back(ordered_json(column.at("key")));
    return reading;
}

/// The test columns that hold the sample's ids, in its order; empty where rows meet by their order.
ordered_json testIds(const json &contract)
{
    const json link = memberOf(contract, "link");
    if (const json test = memberOf(link, "test"); test.is_array())
        return test;
    else if (test.is_string())
        return ordered_json::array({test});
    return textOf(link, "kind") == u"column"_s ? ordered_json(contract.at("sample").at("id_columns"))
                                               : ordered_json::array();
}

/// Sorts the columns that train and test share into the four kinds of features. Ids teach nothing, unless they are
/// moments; nor do columns that are constant or have a value of their own in each row, unless they are texts or
/// moments.
///
/// \param roles  what the train column may be
/// \return whether there is any
bool addFeatures(ordered_json &known, const json &train, const json &test, const std::set<std::string> &targets,
                 const std::set<QString> &roles)
{
    std::map<std::string, json> inTrain;
    for (const json &column : columnsOf(train))
        inTrain.emplace(column.at("key"), column);
    known["numbers"] = ordered_json::array();
    known["categories"] = ordered_json::array();
    known["dates"] = ordered_json::object();
    known["texts"] = ordered_json::array();
    for (const json &column : columnsOf(test)) {
        const std::string key = column.at("key");
        const auto same = inTrain.find(key);
        if (same == inTrain.end() || targets.contains(key) || !roles.contains(textOf(same->second, "role")))
            continue;
        const QString type = textOf(same->second, "type");
        const QString role = textOf(column, "role");
        const bool own = role == u"id"_s || role == u"nearly_unique"_s;
        if (type == u"date"_s)
            known["dates"][key] = memberOf(column, "date_format").is_null() ? memberOf(same->second, "date_format")
                                                                            : memberOf(column, "date_format");
        else if (type == u"text"_s && role != u"id"_s)
            known["texts"].push_back(key);
        else if ((type == u"number"_s || type == u"integer"_s) && !own)
            known["numbers"].push_back(key);
        else if ((type == u"category"_s || type == u"boolean"_s) && !own)
            known["categories"].push_back(key);
    }
    return !known["numbers"].empty() || !known["categories"].empty() || !known["dates"].empty() ||
           !known["texts"].empty();
}

ordered_json naIsText(const json &train, const json &test, const ordered_json &ids)
{
    std::set<std::string> keys(ids.begin(), ids.end()); // "NA" is an id like any other
    for (const json *file : {&train, &test}) {
        for (const json &column : columnsOf(*file)) {
            if (memberOf(column, "na_is_text") == true)
                keys.insert(column.at("key"));
        }
    }
    return keys;
}

ordered_json targetsOf(const json &contract)
{
    const json &predicted = contract.at("sample").at("prediction_columns");
    const bool wide = textOf(contract, "layout") == u"wide_classes"_s; // classes are in the order of the columns
    ordered_json targets = ordered_json::array();
    for (const json &target : contract.at("targets")) {
        const json classes = memberOf(target, "classes");
        targets.push_back({{"column", target.at("column")},
                           {"predicts", wide ? predicted : json::array({predicted.at(targets.size())})},
                           {"classes", classes.is_array() ? classes : json::array()},
                           {"positive", memberOf(target, "positive")},
                           {"low", memberOf(target, "low")},
                           {"high", memberOf(target, "high")},
                           {"whole", textOf(target, "spelling") == u"whole"_s}});
    }
    return targets;
}

ordered_json splitOf(const json &contract, const json &train)
{
    const json split = memberOf(contract, "split");
    const QString scheme = textOf(split, "scheme");
    ordered_json result{{"scheme", "stratified"}, {"column", nullptr}, {"date_format", nullptr}};
    if (scheme != u"grouped"_s && scheme != u"time"_s)
        return result;
    for (const json &column : columnsOf(train)) {
        if (column.at("key") == memberOf(split, "column"))
            result = {{"scheme", toStd(scheme)},
                      {"column", column.at("key")},
                      {"date_format", memberOf(column, "date_format")}};
    }
    return result;
}

} // namespace

QByteArray pythonLiteral(const ordered_json &value)
{
    const QByteArray line = oneLine(value);
    return line.size() <= lineWidth ? line : expression(value, 0, 0);
}

Result<ordered_json> floorContract(const json &contract, const QString &slug)
{
    static const std::set<QString> kinds{u"P"_s, u"PM"_s, u"ML"_s, u"L"_s, u"R"_s, u"R+"_s};
    static const std::set<QString> layouts{u"single"_s, u"multi_output"_s, u"wide_classes"_s};
    const json train = tableOf(contract, u"train"_s);
    const json test = tableOf(contract, u"test"_s);
    const json sample = tableOf(contract, u"sample"_s, textOf(memberOf(contract, "sample"), "path"));
    if (train.is_null() || test.is_null() || sample.is_null())
        return refused(u"no_table"_s,
                       u"The built-in solver needs a train table, a test table and a sample submission."_s);
    if (memberOf(contract, "targets").empty())
        return refused(u"no_labels"_s,
                       u"The built-in solver found no column of %1 to learn."_s.arg(textOf(train, "path")));
    if (!kinds.contains(textOf(contract, "prediction_kind")) || !layouts.contains(textOf(contract, "layout")))
        return refused(u"no_template"_s, u"The built-in solver predicts numbers, labels and probabilities only."_s);

    try {
        const json metric = memberOf(contract, "metric");
        const QString proxy = textOf(metric, "proxy");
        std::set<std::string> targets;
        for (const json &target : contract.at("targets"))
            targets.insert(target.at("column"));
        const ordered_json ids = testIds(contract);
        ordered_json known{{"slug", toStd(slug)},
                           {"train", readingOf(train)},
                           {"test", readingOf(test)},
                           {"sample", readingOf(sample)},
                           {"id_columns", contract.at("sample").at("id_columns")},
                           {"test_ids", ids}};
        // A group teaches little about the new groups of test: it serves where there is nothing else.
        if (!addFeatures(known, train, test, targets,
                         {u"feature"_s, u"text"_s, u"time"_s, u"nearly_unique"_s, u"id"_s}) &&
            !addFeatures(known, train, test, targets, {u"group"_s}))
            return refused(u"no_features"_s,
                           u"%1 has no column to learn from besides ids, constants and columns that %2 lacks."_s.arg(
                               textOf(train, "path"), textOf(test, "path")));
        known["na_is_text"] = naIsText(train, test, ids);
        known["kind"] = contract.at("prediction_kind");
        known["metric"] = proxy.isEmpty() ? contract.at("metric").at("key") : json(toStd(proxy));
        known["targets"] = targetsOf(contract);
        known["split"] = splitOf(contract, train);
        return known;
    } catch (const json::exception &problem) {
        return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                    .message = u"The data contract is not complete: prepare the data again."_s,
                                    .code = u"bad_contract"_s,
                                    .detail = QString::fromUtf8(problem.what())});
    }
}

Result<QByteArray> floorProgram(const json &contract, const QString &slug, const QByteArray &templateText)
{
    return floorContract(contract, slug).transform([&templateText](const ordered_json &known) {
        return "# An ordinary Kaggle script, made from the competition's files: run it anywhere, change what you "
               "like.\n"
               "CONTRACT = " +
               pythonLiteral(known) + "\n\n" + templateText;
    });
}

} // namespace solver
