// SPDX-License-Identifier: GPL-3.0-or-later
#include "submission/recordhash.h"

#include "submission/cellvalue.h"
#include "submission/csvreader.h"

#include <QHashFunctions>
#include <QRandomGenerator>

#include <bit>

namespace solver {

namespace {

/// Nobody can write a file whose ids collide on purpose: the seed is new in every process.
quint64 seed()
{
    static const quint64 value = QRandomGenerator::system()->generate64();
    return value;
}

quint64 hashOf(QByteArrayView text)
{
    static_assert(sizeof(std::size_t) == sizeof(quint64), "ids of 10 million records need 64 bits");
    return qHashBits(text.data(), static_cast<std::size_t>(text.size()), seed());
}

template <typename HashOfCell> quint64 hashOf(const CsvReader &reader, const Places &places, HashOfCell hashOfCell)
{
    if (places.size() == 1)
        return hashOfCell(reader.cell(places.front()));
    quint64 hash = places.size();
    for (const qsizetype place : places)
        hash = mixed(hash, hashOfCell(reader.cell(place)));
    return hash;
}

} // namespace

quint64 mixed(quint64 one, quint64 other)
{
    // The finisher of SplitMix64: every bit of the input reaches every bit of the result.
    quint64 hash = one * 0x9E3779B97F4A7C15ULL + other;
    hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9ULL;
    hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBULL;
    return hash ^ (hash >> 31);
}

quint64 textHash(const CsvReader &reader, const Places &places)
{
    return hashOf(reader, places, [](QByteArrayView cell) { return hashOf(cell); });
}

quint64 canonicalHash(const CsvReader &reader, const Places &places)
{
    return hashOf(reader, places, [](QByteArrayView cell) { return hashOf(canonicalId(cell)); });
}

quint64 predictionHash(const CsvReader &reader, const Places &places)
{
    return hashOf(reader, places, [](QByteArrayView cell) {
        const NumberReading number = readNumber(cell);
        if (number.form == NumberReading::Form::Number)
            return mixed(1, std::bit_cast<quint64>(number.value == 0 ? 0.0 : number.value));
        return hashOf(cell);
    });
}

bool sameText(const CsvReader &one, const Places &onePlaces, const CsvReader &other, const Places &otherPlaces)
{
    for (std::size_t i = 0; i < onePlaces.size(); ++i) {
        if (one.cell(onePlaces[i]) != other.cell(otherPlaces[i]))
            return false;
    }
    return true;
}

} // namespace solver
