// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace solver {

using Numbers = std::vector<int>;

/// Which numbers of two sequences have no partner in the other one: Myers' difference in linear space (1986, section 4b).
/// Sequences that have little in common are cut short, which gives a longer but still a right answer.
class Comparison
{
public:
    Comparison(const Numbers &left, const Numbers &right);

    std::vector<char> leftLone, rightLone;

private:
    struct Box {
        int left, leftEnd, right, rightEnd;
    };
    struct Place {
        int left, right;
    };

    void run();
    bool equal(int left, int right) const { return m_left.data()[left] == m_right.data()[right]; }
    Place split(const Box &box);
    Place farthest(const Box &box, int low, int high, int backLow, int backHigh) const;

    Numbers m_left, m_right, m_leftPlaces, m_rightPlaces; ///< what may have a partner, and where it stands
    Numbers m_forward, m_backward;                        ///< how far each diagonal got
};

} // namespace solver
