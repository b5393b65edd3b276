// SPDX-License-Identifier: GPL-3.0-or-later
#include "solution/linediff.h"

#include "solution/comparison.h"

#include <QHash>

#include <algorithm>
#include <limits>
#include <vector>

namespace solver {

namespace {

/// Pairs of a removed and an added line of one change that are weighed against each other; else they pair in order.
constexpr qsizetype mostPairs = 4096;
constexpr double alike = 0.4;

/// A stretch of lines that became another one; one of them may be empty.
struct Block {
    int left, leftEnd, right, rightEnd;
};

std::vector<Block> blocksOf(const Comparison &lone)
{
    std::vector<Block> blocks;
    const int lefts = int(lone.leftLone.size()), rights = int(lone.rightLone.size());
    for (int left = 0, right = 0; left < lefts || right < rights; ++left, ++right) {
        const Block begin{left, left, right, right};
        while (left < lefts && lone.leftLone[std::size_t(left)])
            ++left;
        while (right < rights && lone.rightLone[std::size_t(right)])
            ++right;
        if (left > begin.left || right > begin.right)
            blocks.push_back({begin.left, left, begin.right, right});
    }
    return blocks;
}

int indentOf(const QString &line)
{
    const auto first = std::ranges::find_if_not(line, [](QChar letter) { return letter.isSpace(); });
    return first == line.end() ? 1000 : int(first - line.begin());
}

/// Moves blocks that only add or only remove to where a person would see them begin: at the least indented line.
void slide(std::vector<Block> &blocks, const QStringList &left, const QStringList &right, const Numbers &leftNumbers,
           const Numbers &rightNumbers)
{
    for (std::size_t at = 0; at < blocks.size(); ++at) {
        Block &block = blocks[at];
        const bool adds = block.left == block.leftEnd;
        if (!adds && block.right != block.rightEnd)
            continue;
        const Numbers &numbers = adds ? rightNumbers : leftNumbers;
        const QStringList &lines = adds ? right : left;
        const int begin = adds ? block.right : block.left, end = adds ? block.rightEnd : block.leftEnd;
        // At least one line stays between two blocks.
        const int lowest = at == 0 ? 0 : (adds ? blocks[at - 1].rightEnd : blocks[at - 1].leftEnd) + 1;
        const int highest = at + 1 == blocks.size() ? int(numbers.size())
                                                    : (adds ? blocks[at + 1].right : blocks[at + 1].left) - 1;
        const auto same = [&](int one, int other) { return numbers[std::size_t(one)] == numbers[std::size_t(other)]; };
        int up = 0, down = 0;
        while (begin - up > lowest && same(begin - up - 1, end - up - 1))
            ++up;
        while (end + down < highest && same(begin + down, end + down))
            ++down;
        int best = 0, least = std::numeric_limits<int>::max();
        for (int move = -up; move <= down; ++move) {
            if (const int indent = indentOf(lines[begin + move]); indent <= least) {
                best = move;
                least = indent;
            }
        }
        block = {block.left + best, block.leftEnd + best, block.right + best, block.rightEnd + best};
    }
}

QList<TextSpan> wordsOf(const QString &line)
{
    enum Kind { Letters, Space, Other };
    const auto kindOf = [](QChar letter) {
        return letter.isLetterOrNumber() || letter == u'_' || letter.isSurrogate() ? Letters
               : letter.isSpace()                                                  ? Space
                                                                                   : Other;
    };
    QList<TextSpan> words;
    for (qsizetype at = 0; at < line.size();) {
        const Kind kind = kindOf(line[at]);
        qsizetype end = at + 1;
        while (kind != Other && end < line.size() && kindOf(line[end]) == kind)
            ++end;
        words << TextSpan{at, end - at};
        at = end;
    }
    return words;
}

/// Gives each text a number; equal texts get the same.
class Numbering
{
public:
    int of(QStringView text)
    {
        const auto found = m_numbers.constFind(text);
        return found != m_numbers.constEnd() ? *found : *m_numbers.insert(text, int(m_numbers.size()));
    }

private:
    QHash<QStringView, int> m_numbers; ///< the texts live elsewhere
};

/// A line as words, for its resemblance to others.
struct Words {
    QList<TextSpan> spans{};
    Numbers numbers{};                       ///< one a span
    std::vector<std::pair<int, int>> sorted; ///< number and length of those that are no space
    int weight = 0;                          ///< their length together
};

Words read(const QString &line, Numbering &numbering, bool ignoreSpace)
{
    Words words{.spans = wordsOf(line), .numbers = {}, .sorted = {}};
    for (const TextSpan &span : std::as_const(words.spans)) {
        const QStringView text = QStringView(line).mid(span.begin, span.length);
        const bool space = text.front().isSpace();
        words.numbers.push_back(numbering.of(space && ignoreSpace ? QStringView(u" ") : text));
        if (!space) {
            words.sorted.emplace_back(words.numbers.back(), int(span.length));
            words.weight += int(span.length);
        }
    }
    std::ranges::sort(words.sorted);
    return words;
}

/// 0 (nothing in common) to 1.
double resemblance(const Words &one, const Words &other)
{
    int common = 0;
    for (auto a = one.sorted.begin(), b = other.sorted.begin(); a != one.sorted.end() && b != other.sorted.end();) {
        if (*a == *b) {
            common += a->second;
            ++a, ++b;
        } else {
            ++(*a < *b ? a : b);
        }
    }
    const int all = one.weight + other.weight;
    return all > 0 ? 2.0 * common / all : 0;
}

QList<TextSpan> marked(const QString &line, const QList<TextSpan> &spans, const std::vector<char> &lone)
{
    QList<TextSpan> marks;
    for (qsizetype at = 0; at < spans.size(); ++at) {
        if (!lone[std::size_t(at)])
            continue;
        const TextSpan &span = spans[at];
        // Two marks with only a space between them are one.
        if (!marks.isEmpty()) {
            const qsizetype end = marks.last().begin + marks.last().length;
            if (QStringView(line).mid(end, span.begin - end).trimmed().isEmpty()) {
                marks.last().length = span.begin + span.length - marks.last().begin;
                continue;
            }
        }
        marks << span;
    }
    return marks;
}

class Layout
{
public:
    Layout(const QStringList &left, const QStringList &right, const DiffOptions &options)
        : m_left(left), m_right(right), m_options(options)
    {
    }

    void same(int left, int right) { diff.rows << DiffRow{.left = left, .right = right}; }

    void change(const Block &block)
    {
        const int begin = int(diff.rows.size());
        diff.removed += block.leftEnd - block.left;
        diff.added += block.rightEnd - block.right;
        const qsizetype lefts = block.leftEnd - block.left, rights = block.rightEnd - block.right;
        if (lefts > 0 && rights > 0 && lefts * rights <= mostPairs)
            layOutPairs(block);
        else
            layOutInOrder(block);
        diff.changes << LineDiff::Change{begin, int(diff.rows.size())};
    }

    LineDiff diff;

private:
    void layOutInOrder(Block block)
    {
        while (block.left < block.leftEnd || block.right < block.rightEnd)
            diff.rows << DiffRow{.left = block.left < block.leftEnd ? block.left++ : -1,
                                 .right = block.right < block.rightEnd ? block.right++ : -1,
                                 .changed = true};
    }

    /// Pairs lines so that the sum of their resemblances is the greatest; what is between two pairs goes in order.
    void layOutPairs(const Block &block)
    {
        Numbering numbering;
        std::vector<Words> left, right;
        for (int at = block.left; at < block.leftEnd; ++at)
            left.push_back(read(m_left[at], numbering, m_options.ignoreWhiteSpace));
        for (int at = block.right; at < block.rightEnd; ++at)
            right.push_back(read(m_right[at], numbering, m_options.ignoreWhiteSpace));
        const std::size_t width = right.size() + 1;
        std::vector<double> sums((left.size() + 1) * width), pairs(left.size() * right.size());
        for (std::size_t i = left.size(); i-- > 0;) {
            for (std::size_t j = right.size(); j-- > 0;) {
                const double value = resemblance(left[i], right[j]);
                double &pair = pairs[i * right.size() + j];
                pair = value >= alike ? value + sums[(i + 1) * width + j + 1] : -1;
                sums[i * width + j] = std::max({pair, sums[(i + 1) * width + j], sums[i * width + j + 1]});
            }
        }
        Block rest = block;
        for (std::size_t i = 0, j = 0; i < left.size() && j < right.size();) {
            const double best = sums[i * width + j];
            if (best > 0 && pairs[i * right.size() + j] == best) {
                const int leftLine = block.left + int(i), rightLine = block.right + int(j);
                layOutInOrder({rest.left, leftLine, rest.right, rightLine});
                diff.rows << pairOf(leftLine, rightLine, left[i++], right[j++]);
                rest.left = leftLine + 1;
                rest.right = rightLine + 1;
            } else if (sums[(i + 1) * width + j] == best) {
                ++i;
            } else {
                ++j;
            }
        }
        layOutInOrder(rest);
    }

    DiffRow pairOf(int leftLine, int rightLine, const Words &left, const Words &right) const
    {
        const Comparison lone(left.numbers, right.numbers);
        return {.left = leftLine,
                .right = rightLine,
                .changed = true,
                .leftWords = marked(m_left[leftLine], left.spans, lone.leftLone),
                .rightWords = marked(m_right[rightLine], right.spans, lone.rightLone)};
    }

    const QStringList &m_left, &m_right;
    DiffOptions m_options;
};

QStringList keysOf(const QStringList &lines, const DiffOptions &options)
{
    if (!options.ignoreWhiteSpace)
        return lines;
    QStringList keys = lines;
    for (QString &key : keys)
        key.removeIf([](QChar letter) { return letter.isSpace(); });
    return keys;
}

} // namespace

LineDiff diffLines(const QStringList &left, const QStringList &right, const DiffOptions &options)
{
    const QStringList leftKeys = keysOf(left, options), rightKeys = keysOf(right, options);
    Numbering numbering;
    Numbers leftNumbers, rightNumbers;
    for (const QString &key : leftKeys)
        leftNumbers.push_back(numbering.of(key));
    for (const QString &key : rightKeys)
        rightNumbers.push_back(numbering.of(key));

    std::vector<Block> blocks = blocksOf(Comparison(leftNumbers, rightNumbers));
    slide(blocks, left, right, leftNumbers, rightNumbers);
    Layout layout(left, right, options);
    int leftLine = 0, rightLine = 0;
    for (const Block &block : blocks) {
        while (leftLine < block.left)
            layout.same(leftLine++, rightLine++);
        layout.change(block);
        leftLine = block.leftEnd;
        rightLine = block.rightEnd;
    }
    while (leftLine < left.size())
        layout.same(leftLine++, rightLine++);
    return layout.diff;
}

QStringList linesOf(const QString &text)
{
    QString plain = text;
    plain.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n');
    if (plain.endsWith(u'\n'))
        plain.chop(1);
    else if (plain.isEmpty())
        return {};
    return plain.split(u'\n');
}

} // namespace solver
