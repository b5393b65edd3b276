// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "competition/datacache.h"
#include "execution/assets.h"
#include "execution/containerrun.h"

#include <optional>
#include <vector>

namespace solver {

/// A program's score in one view.
struct ViewScore {
    QString view{};
    std::optional<double> value{};      ///< none: undefined, with a sentence
    QString undefined{};
    std::vector<std::optional<double>> replicates{}; ///< the metric on resamples of the units; none: undefined there
    QStringList warnings{};             ///< sentences
    QStringList badges{};               ///< worse_than_constant, classes_swapped, optimum (the best that the metric knows)
};

/// One submission to score.
struct ScoreItem {
    QString view{};
    QString submission{}; ///< file that the validator accepted
};

/// What `kcs check` says about a program before it runs.
struct CheckFinding {
    bool error = false;
    QString code{};
    int line = 0;
    QString message{};
};

/// `kcs`, our own Python package, one typed call per command. Each call is a trusted container: no network, inputs
/// read-only, an empty staging folder to write to; never the same container as a program's, and no program's container
/// ever holds answers.
class TrustedTools
{
public:
    struct Capacity {
        int cpus = 1;
        qint64 memoryBytes = 4LL << 30;
        bool rootless = false; ///< then our own user is 0 inside
    };

    TrustedTools(const ContainerRunner &containers, const Assets &assets, QString instance, Capacity capacity)
        : m_containers(containers), m_assets(assets), m_instance(std::move(instance)), m_capacity(capacity)
    {
    }

    /// Who asks, in which image, and where the log goes.
    struct Call {
        QString job;
        QString image;
        QString logFolder;
    };

    /// `prepare contract` into a new staging folder beside the data; the caller publishes it.
    /// \return the staging folder with contract.json, profile.json, constant.csv, sample.csv
    Result<QString> prepareContract(const Call &call, const DataFolder &data, std::stop_token stop) const;
    /// `prepare views`: staging folder with views/, answers/, and plan.csv from the first call.
    Result<QString> prepareViews(const Call &call, const DataFolder &data, const QStringList &names, qint64 budgetBytes,
                                 std::stop_token stop) const;
    Result<std::vector<ViewScore>> score(const Call &call, const DataFolder &data, const std::vector<ScoreItem> &items,
                                         std::stop_token stop) const;
    Result<std::vector<CheckFinding>> check(const Call &call, const DataFolder &data, const QString &program,
                                            std::stop_token stop) const;
    /// Makes Markdown of the pages that Kaggle gives (`{"pages": […]}`, a stranger's text).
    /// \param folder does not exist yet, and appears whole: description.md, evaluation.md, data.md, rules.md, others by their
    /// names, and index.json
    Result<> pages(const Call &call, const QString &pagesJson, const QString &folder, std::stop_token stop) const;

private:
    Result<nlohmann::json> run(const Call &call, const QString &name, const QStringList &arguments, const QList<Mount> &mounts,
                               const QString &staging, std::stop_token stop) const;

    const ContainerRunner &m_containers;
    const Assets &m_assets;
    const QString m_instance;
    const Capacity m_capacity;
};

/// Reads the reply of `kcs score`; Kind::BadData when it is not what it should be.
Result<std::vector<ViewScore>> viewScoresFromJson(const nlohmann::json &reply);

} // namespace solver
