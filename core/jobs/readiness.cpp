// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/readiness.h"

#include "base/files.h"
#include "execution/image.h"

#include <QFileInfo>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

using State = ReadinessLine::State;

ReadinessLine imageLine(const ReadinessInput &input, std::stop_token stop)
{
    const auto line = [](State state, const QString &sentence, const QString &nextStep = {}) {
        return ReadinessLine{.name = u"image"_s, .state = state, .sentence = sentence, .nextStep = nextStep};
    };
    const Result<Assets> assets = Assets::unpack(input.paths);
    if (!assets)
        return line(State::Missing, assets.error().message, assets.error().nextStep);
    const Image image(input.engine, *assets, input.paths, {}, input.baseImage);
    const Result<QString> id = input.engine.imageId(image.tag(), std::move(stop));
    if (!id)
        return line(State::Missing, id.error().message, id.error().nextStep);
    if (id->isEmpty())
        return line(State::Optional, u"The sandbox image is not built yet."_s, u"The first job builds it, in some minutes."_s);
    return line(State::Ok, u"The sandbox image %1 is there."_s.arg(image.tag()));
}

ReadinessLine diskLine(const ReadinessInput &input)
{
    const double gibibyte = double(1LL << 30);
    const qint64 free = freeBytes(input.paths.cache);
    ReadinessLine line{.name = u"disk"_s,
                       .sentence = u"%1 GiB are free in %2; %3 GiB are always kept free."_s.arg(double(free) / gibibyte, 0, 'f', 1)
                                       .arg(input.paths.cache)
                                       .arg(double(input.diskFloor) / gibibyte, 0, 'f', 1)};
    if (free < input.diskFloor) {
        line.state = State::Missing;
        line.nextStep = u"Free some space, or choose another folder with --data-dir."_s;
    }
    return line;
}

/// What was only found is offered, never taken silently.
ReadinessLine accountLine(const kaggle::AccountDesk::State &account)
{
    ReadinessLine line{.name = u"kaggle"_s, .nextStep = account.warnings.join(u' ')};
    if (account.isSet) {
        line.sentence = account.userName.isEmpty() ? u"A Kaggle account is set up, from %1."_s.arg(account.source)
                                                   : u"Kaggle account %1, from %2."_s.arg(account.userName, account.source);
        return line;
    }
    line.state = State::Optional;
    line.sentence = account.offered.isEmpty() ? u"No Kaggle account is set up; folders and the demo need none."_s
                                              : u"A Kaggle account was found in %1."_s.arg(account.offered.first());
    line.offer = account.offered.isEmpty() ? u"set_up_account"_s : u"use_account"_s;
    return line;
}

} // namespace

QString word(ReadinessLine::State state)
{
    switch (state) {
    case State::Ok: return u"ok"_s;
    case State::Optional: return u"optional"_s;
    case State::Missing: break;
    }
    return u"missing"_s;
}

QList<ReadinessLine> readiness(const ReadinessInput &input, std::stop_token stop)
{
    QList<ReadinessLine> lines;
    const Result<> folders = input.paths.create();
    const Result<EngineFacts> facts = input.engine.probe(stop);
    if (facts) {
        lines << ReadinessLine{.name = u"engine"_s,
                               .sentence = u"Docker %1 answers: %2 cores, %3 GiB of memory."_s.arg(facts->version)
                                               .arg(facts->cpus)
                                               .arg(double(facts->memoryBytes) / double(1LL << 30), 0, 'f', 1)};
        for (const QString &warning : facts->warnings)
            lines << ReadinessLine{.name = u"engine"_s, .state = State::Optional, .sentence = warning};
    } else {
        lines << ReadinessLine{.name = u"engine"_s, .state = State::Missing, .sentence = facts.error().message, .nextStep = facts.error().nextStep};
    }
    if (facts && folders)
        lines << imageLine(input, stop);
    lines << accountLine(input.account.value_or(kaggle::AccountDesk::State{}));
    if (!folders) {
        lines << ReadinessLine{.name = u"data_folder"_s, .state = State::Missing, .sentence = folders.error().message,
                               .nextStep = u"Choose another one with --data-dir."_s};
        return lines;
    }
    lines << diskLine(input);
    if (QFileInfo(input.paths.data).isWritable() && QFileInfo(input.paths.cache).isWritable())
        lines << ReadinessLine{.name = u"data_folder"_s, .sentence = u"Jobs are kept in %1."_s.arg(input.paths.data)};
    else
        lines << ReadinessLine{.name = u"data_folder"_s, .state = State::Missing,
                               .sentence = u"The folder %1 cannot be written."_s.arg(input.paths.data),
                               .nextStep = u"Check its rights, or choose another one with --data-dir."_s};
    return lines;
}

} // namespace solver
