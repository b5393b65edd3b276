// SPDX-License-Identifier: GPL-3.0-or-later
#include "competition/overrides.h"

#include "base/files.h"

#include <QStringList>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> wrong(const QString &file, const QString &what)
{
    return tl::unexpected(Error{.kind = Error::Kind::BadData,
                                .message = u"%1: %2."_s.arg(file, what),
                                .code = u"bad_competition_json"_s,
                                .nextStep = u"Correct the file, then start again."_s});
}

bool isTextOrTexts(const nlohmann::json &value)
{
    return value.is_string() ||
           (value.is_array() && std::ranges::all_of(value, [](const auto &item) { return item.is_string(); }));
}

} // namespace

Result<Overrides> readOverrides(const QString &file)
{
    static const QStringList known{u"metric"_s, u"direction"_s, u"target"_s, u"id"_s, u"positive"_s, u"group"_s,
                                   u"time"_s,   u"header"_s,    u"title"_s};
    const Result<nlohmann::json> read = readJson(file, 1024 * 1024);
    if (!read)
        return read;
    if (!read->is_object())
        return wrong(file, u"an object with members such as metric and target is expected"_s);
    for (const auto &[name, value] : read->items()) {
        if (!known.contains(toQt(name)))
            return wrong(file, u"the member \"%1\" is unknown; known are %2"_s.arg(toQt(name), known.join(u", "_s)));
        if (!isTextOrTexts(value))
            return wrong(file, u"the member \"%1\" must be a text or a list of texts"_s.arg(toQt(name)));
    }
    return *read;
}

Overrides merged(const Overrides &base, const Overrides &wins)
{
    Overrides all = base.is_object() ? base : Overrides::object();
    if (wins.is_object())
        all.update(wins);
    return all;
}

} // namespace solver
