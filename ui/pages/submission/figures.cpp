// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/submission/figures.h"

#include "base/files.h"
#include "pages/submission/csvshape.h"
#include "pages/submission/trainingtarget.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int bins = 20;
constexpr qsizetype classesShown = 12; // more are not told apart in a picture

struct FiguresText {
    Q_DECLARE_TR_FUNCTIONS(solver::FiguresText)
};

/// One of the columns of the table of figures.
struct Series {
    QString head;
    Distribution distribution;
};

QString number(double value, double largest)
{
    const int decimals = largest >= 1000 ? 2 : largest >= 1 ? 4 : 6;
    return QString::number(value, 'f', decimals).replace(u'-', u'−');
}

void showNumbers(Figures &figures, const std::vector<Series> &series, const Distribution *training)
{
    const Distribution &predictions = series.front().distribution;
    figures.histogram.edges = commonEdges(predictions, training, bins);
    figures.histogram.predictions = sharesOf(predictions, figures.histogram.edges);
    if (training)
        figures.histogram.training = sharesOf(*training, figures.histogram.edges);
    figures.names << FiguresText::tr("mean") << FiguresText::tr("median") << FiguresText::tr("min") << FiguresText::tr("max");
    const auto row = [&](double Distribution::*value) {
        QStringList cells;
        for (const Series &each : series) {
            const Distribution &known = each.distribution;
            const double largest = std::max(std::abs(known.minimum), std::abs(known.maximum));
            cells << (known.numbers > 0 ? number(known.*value, largest) : u"–"_s);
        }
        return cells;
    };
    figures.cells << row(&Distribution::mean) << row(&Distribution::median) << row(&Distribution::minimum) << row(&Distribution::maximum);
}

/// Classes in their order as numbers, else the commonest first; those of the training data lead.
QList<QByteArray> classesOf(const Distribution &predictions, const Distribution *training)
{
    QList<QByteArray> values;
    for (const Distribution *each : {training, &predictions}) {
        if (!each)
            continue;
        for (const Distribution::Category &category : each->categories) {
            if (!values.contains(category.value))
                values << category.value;
        }
    }
    values.resize(std::min(values.size(), classesShown));
    const bool numbers = std::ranges::all_of(values, [](const QByteArray &value) { bool ok = false; value.toDouble(&ok); return ok; });
    if (numbers)
        std::ranges::sort(values, {}, [](const QByteArray &value) { return value.toDouble(); });
    return values;
}

void showClasses(Figures &figures, const std::vector<Series> &series, const Distribution *training)
{
    const Distribution &predictions = series.front().distribution;
    const QList<QByteArray> values = classesOf(predictions, training);
    const auto shares = [&values](const Distribution &of) {
        std::vector<double> found = sharesOf(of, values);
        double rest = of.numbers + of.texts > 0 ? 1 : 0;
        for (const double share : found)
            rest -= share;
        found.push_back(std::max(0.0, rest));
        return found;
    };
    std::vector<std::vector<double>> all;
    for (const Series &each : series)
        all.push_back(shares(each.distribution));
    const bool others = std::ranges::any_of(all, [](const std::vector<double> &each) { return each.back() > 1e-9; });
    for (const QByteArray &value : values)
        figures.names << QString::fromUtf8(value);
    if (others)
        figures.names << FiguresText::tr("other");
    figures.histogram.categories = figures.names.mid(1);
    const auto count = size_t(figures.histogram.categories.size());
    for (size_t at = 0; at < count; ++at) {
        QStringList cells;
        for (const std::vector<double> &each : all)
            cells << FiguresText::tr("%1 %").arg(QLocale().toString(each[at] * 100, 'f', 1));
        figures.cells << cells;
    }
    figures.histogram.predictions.assign(all[0].begin(), all[0].begin() + qsizetype(count));
    if (training) {
        const std::vector<double> known = shares(*training);
        figures.histogram.training.assign(known.begin(), known.begin() + qsizetype(count));
    }
}

} // namespace

Result<Figures> figuresOf(const FigureFiles &files, const QString &column, std::stop_token stop)
{
    Figures figures;
    const Result<CsvShape> shape = csvShapeOf(files.submission, stop);
    if (!shape)
        return tl::unexpected(shape.error());
    figures.bytes = QFileInfo(files.submission).size();
    const TrainingTargets targets = trainingTargets(files.contractFolder, files.dataFolder);
    figures.idColumns = targets.idColumns;
    figures.columns = targets.predictionColumns;
    if (figures.columns.isEmpty())
        figures.columns = shape->names.mid(shape->names.size() > 1 ? 1 : 0);
    figures.column = figures.columns.contains(column) ? column : figures.columns.value(0);

    std::vector<Series> series;
    const QByteArray name = figures.column.toUtf8();
    Result<Distribution> predictions = distributionOf(shape->path, shape->options(), name, false, stop);
    if (!predictions)
        return tl::unexpected(predictions.error());
    figures.rows = predictions->rows;
    series.push_back({FiguresText::tr("Predictions"), std::move(*predictions)});
    const Result<Distribution> training = trainingDistribution(targets, figures.column, stop);
    if (training)
        series.push_back({FiguresText::tr("Training"), *training});
    else if (training.error().kind == Error::Kind::Cancelled)
        return tl::unexpected(training.error());
    else
        figures.note = training.error().message;
    if (!files.previous.isEmpty()) {
        const Result<CsvShape> before = csvShapeOf(files.previous, stop);
        Result<Distribution> known = before ? distributionOf(before->path, before->options(), name, false, stop)
                                            : tl::unexpected(before.error());
        if (known)
            series.push_back({FiguresText::tr("Previous best"), std::move(*known)});
        else if (known.error().kind == Error::Kind::Cancelled)
            return tl::unexpected(known.error());
    }

    figures.names << FiguresText::tr("rows");
    QStringList rows;
    for (const Series &each : series) {
        figures.heads << each.head;
        rows << QLocale().toString(each.distribution.rows);
    }
    figures.cells << rows;
    const Distribution *target = training ? &*training : nullptr;
    const bool classes = series.front().distribution.isClasses() && (!target || target->isClasses());
    // A 0/1 target beside probabilities is a matter of numbers; texts beside numbers cannot be compared.
    if (target && !classes && target->numbers == 0)
        target = nullptr;
    if (classes)
        showClasses(figures, series, target);
    else
        showNumbers(figures, series, target);
    return figures;
}

} // namespace solver
