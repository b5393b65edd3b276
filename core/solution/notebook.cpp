// SPDX-License-Identifier: GPL-3.0-or-later
#include "solution/notebook.h"

#include "base/files.h"

#include <nlohmann/json.hpp>

namespace solver {

using namespace Qt::StringLiterals;

QByteArray notebook(const QByteArray &program, const QString &explanation, const QStringList &requirements)
{
    const QString markdown = explanation + u"\n\nScored with Python 3.13 and these packages:\n\n```\n"_s + requirements.join(u'\n') + u"\n```\n"_s;
    const nlohmann::json book{
        {"nbformat", 4},
        {"nbformat_minor", 5},
        {"metadata",
         {{"kernelspec", {{"display_name", "Python 3"}, {"language", "python"}, {"name", "python3"}}},
          {"language_info", {{"name", "python"}}}}},
        {"cells",
         {{{"cell_type", "markdown"}, {"id", "about"}, {"metadata", nlohmann::json::object()}, {"source", toStd(markdown)}},
          {{"cell_type", "code"},
           {"id", "solution"},
           {"metadata", nlohmann::json::object()},
           {"execution_count", nullptr},
           {"outputs", nlohmann::json::array()},
           {"source", program.toStdString()}}}}};
    return dump(book, 1);
}

} // namespace solver
