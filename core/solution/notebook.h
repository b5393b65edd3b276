// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace solver {

/// A program as a Jupyter notebook (nbformat 4.5): a cell of explanation, then the same code, unchanged, in one cell.
/// \param program       UTF-8
/// \param explanation   Markdown
/// \param requirements  `name==version` of the packages with which it was scored
QByteArray notebook(const QByteArray &program, const QString &explanation, const QStringList &requirements);

} // namespace solver
