// SPDX-License-Identifier: GPL-3.0-or-later
// A program with a key store, led by the lines of its standard input: `read NAME`, `write NAME SECRET`, `remove NAME`. Each is
// carried out in a thread of its own, as the program's jobs do, and answered by a line of JSON: what came out, the sentence and
// its detail where the store cannot be used, and the milliseconds.
//
// Usage: keystoretestapp LIMIT_MS
#include "base/files.h"
#include "base/keystore.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <iostream>
#include <string>
#include <thread>

using namespace solver;
using namespace Qt::StringLiterals;

namespace {

nlohmann::json carryOut(KeyStore &store, const QStringList &words)
{
    const QString name = words.value(1);
    QElapsedTimer took;
    took.start();
    nlohmann::json answer;
    const auto failed = [&answer](const Error &error) {
        answer = {{"answer", toStd(error.code)}, {"sentence", toStd(error.message)}, {"detail", toStd(error.detail)}};
    };
    if (words.first() == u"read"_s) {
        const Result<QByteArray> kept = store.read(name);
        kept ? void(answer["answer"] = kept->toStdString()) : failed(kept.error());
    } else if (words.first() == u"write"_s) {
        const Result<KeyStore::Kept> kept = store.write(name, words.value(2).toUtf8());
        kept ? void(answer["answer"] = *kept == KeyStore::Kept::InStore ? "in store" : "this session") : failed(kept.error());
    } else {
        const Result<> removed = store.remove(name);
        removed ? void(answer["answer"] = "removed") : failed(removed.error());
    }
    answer["ms"] = took.elapsed();
    return answer;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const std::chrono::milliseconds limit(application.arguments().value(1).toInt());
    KeyStore store(limit, limit);
    for (std::string line; std::getline(std::cin, line);) {
        std::thread([&store, &line] {
            std::cout << dump(carryOut(store, QString::fromStdString(line).split(u' '))).constData() << std::endl;
        }).join();
    }
    return 0;
}
