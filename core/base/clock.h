// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>

namespace solver {

/// Where time comes from. Limits are measured with now(), which never jumps; utc() is for records and display.
/// Tests hand in a clock that stands still or jumps. Thread-safe.
class Clock
{
public:
    using Instant = std::chrono::steady_clock::time_point;

    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    virtual QDateTime utc() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock
{
public:
    Instant now() const override;
    QDateTime utc() const override;
};

/// RFC 3339 in UTC with milliseconds, as in JSON lines and the database: `2026-11-23T13:00:00.123Z`.
QString rfc3339(const QDateTime &time);

/// Whole and fractional seconds of a duration.
inline double seconds(std::chrono::nanoseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

} // namespace solver
