// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// QScintilla's headers want the keywords that QT_NO_KEYWORDS takes away: include them only through here.
#include <QtCore/qobjectdefs.h>

#define signals Q_SIGNALS
#define slots Q_SLOTS
#include <Qsci/qscilexerpython.h>
#include <Qsci/qsciscintilla.h>
#undef signals
#undef slots
