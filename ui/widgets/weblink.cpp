// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/weblink.h"

#include <QDesktopServices>

namespace solver {

using namespace Qt::StringLiterals;

bool isWebPage(const QUrl &url)
{
    return url.isValid() && (url.scheme() == u"https" || url.scheme() == u"http") && !url.host().isEmpty();
}

bool openWebPage(const QUrl &url)
{
    return isWebPage(url) && QDesktopServices::openUrl(url);
}

} // namespace solver
