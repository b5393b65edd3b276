// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

namespace solver {

/// Whether an address leads to a page of the web: http or https, with a host. Everything else stays closed, whoever names it.
bool isWebPage(const QUrl &url);

/// Opens a web page in the person's browser; anything else does nothing. Only for what a person clicked.
/// \return whether the desktop took it
bool openWebPage(const QUrl &url);

} // namespace solver
