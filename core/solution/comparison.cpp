// SPDX-License-Identifier: GPL-3.0-or-later
#include "solution/comparison.h"

#include <QSet>

#include <algorithm>
#include <limits>

namespace solver {

namespace {

/// Edits that a search for the middle may need before the best place so far is taken.
constexpr int patience = 256;

void keep(const Numbers &from, const Numbers &other, Numbers &kept, Numbers &places, std::vector<char> &lone)
{
    const QSet<int> known(other.begin(), other.end());
    for (std::size_t at = 0; at < from.size(); ++at) {
        if (known.contains(from[at])) {
            kept.push_back(from[at]);
            places.push_back(int(at));
        } else {
            lone[at] = true;
        }
    }
}

/// One diagonal more at both ends, as far as the box goes; beside them stands what never wins.
void widen(int *reached, int &low, int &high, int lowest, int highest, int never)
{
    if (low > lowest)
        reached[--low - 1] = never;
    else
        ++low;
    if (high < highest)
        reached[++high + 1] = never;
    else
        --high;
}

} // namespace

Comparison::Comparison(const Numbers &left, const Numbers &right)
    : leftLone(left.size()), rightLone(right.size())
{
    // What only one side has cannot have a partner: rewritten texts shrink to what is left of the old one.
    keep(left, right, m_left, m_leftPlaces, leftLone);
    keep(right, left, m_right, m_rightPlaces, rightLone);
    const std::size_t diagonals = m_left.size() + m_right.size() + 3;
    m_forward.resize(diagonals);
    m_backward.resize(diagonals);
    run();
}

void Comparison::run()
{
    std::vector<Box> open{{0, int(m_left.size()), 0, int(m_right.size())}};
    while (!open.empty()) {
        Box box = open.back();
        open.pop_back();
        while (box.left < box.leftEnd && box.right < box.rightEnd && equal(box.left, box.right))
            ++box.left, ++box.right;
        while (box.left < box.leftEnd && box.right < box.rightEnd && equal(box.leftEnd - 1, box.rightEnd - 1))
            --box.leftEnd, --box.rightEnd;
        if (box.left == box.leftEnd || box.right == box.rightEnd) {
            for (int at = box.left; at < box.leftEnd; ++at)
                leftLone[std::size_t(m_leftPlaces[std::size_t(at)])] = true;
            for (int at = box.right; at < box.rightEnd; ++at)
                rightLone[std::size_t(m_rightPlaces[std::size_t(at)])] = true;
            continue;
        }
        const Place middle = split(box);
        open.push_back({box.left, middle.left, box.right, middle.right});
        open.push_back({middle.left, box.leftEnd, middle.right, box.rightEnd});
    }
}

/// A place on a shortest way through the box, found from both corners at once (Myers 1986, section 4b).
Comparison::Place Comparison::split(const Box &box)
{
    // A diagonal is left minus right; it is moved up so that none is below 0.
    const int shift = int(m_right.size()) + 1;
    int *forward = m_forward.data() + shift, *backward = m_backward.data() + shift;
    const int lowest = box.left - box.rightEnd, highest = box.leftEnd - box.right;
    const int start = box.left - box.right, end = box.leftEnd - box.rightEnd;
    const bool odd = (start - end) & 1;
    int low = start, high = start, backLow = end, backHigh = end;
    forward[start] = box.left;
    backward[end] = box.leftEnd;
    for (int edits = 1;; ++edits) {
        widen(forward, low, high, lowest, highest, -1);
        for (int diagonal = high; diagonal >= low; diagonal -= 2) {
            int left = std::max(forward[diagonal - 1] + 1, forward[diagonal + 1]);
            while (left < box.leftEnd && left - diagonal < box.rightEnd && equal(left, left - diagonal))
                ++left;
            forward[diagonal] = left;
            if (odd && backLow <= diagonal && diagonal <= backHigh && backward[diagonal] <= left)
                return {left, left - diagonal};
        }
        widen(backward, backLow, backHigh, lowest, highest, std::numeric_limits<int>::max());
        for (int diagonal = backHigh; diagonal >= backLow; diagonal -= 2) {
            int left = std::min(backward[diagonal - 1], backward[diagonal + 1] - 1);
            while (left > box.left && left - diagonal > box.right && equal(left - 1, left - 1 - diagonal))
                --left;
            backward[diagonal] = left;
            if (!odd && low <= diagonal && diagonal <= high && left <= forward[diagonal])
                return {left, left - diagonal};
        }
        if (edits >= patience)
            return farthest(box, low, high, backLow, backHigh);
    }
}

/// The end of the way that got farther, from either corner.
Comparison::Place Comparison::farthest(const Box &box, int low, int high, int backLow, int backHigh) const
{
    const int shift = int(m_right.size()) + 1;
    const int *forward = m_forward.data() + shift, *backward = m_backward.data() + shift;
    Place ahead{box.left, box.right}, behind{box.leftEnd, box.rightEnd};
    for (int diagonal = high; diagonal >= low; diagonal -= 2) {
        const int left = std::min({forward[diagonal], box.leftEnd, box.rightEnd + diagonal});
        if (left + left - diagonal > ahead.left + ahead.right)
            ahead = {left, left - diagonal};
    }
    for (int diagonal = backHigh; diagonal >= backLow; diagonal -= 2) {
        const int left = std::max({backward[diagonal], box.left, box.right + diagonal});
        if (left + left - diagonal < behind.left + behind.right)
            behind = {left, left - diagonal};
    }
    const int gained = ahead.left + ahead.right - box.left - box.right;
    return gained > box.leftEnd + box.rightEnd - behind.left - behind.right ? ahead : behind;
}

} // namespace solver
