// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/permits.h"

#include <QElapsedTimer>
#include <QTest>

#include <mutex>
#include <thread>
#include <vector>

using namespace solver;

namespace {

Permits onePerKind()
{
    return Permits({{PermitKind::Containers, 1}, {PermitKind::Downloads, 1}});
}

} // namespace

class tst_Permits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesAsManyAsThereAre();
    void keepsKindsApart();
    void goesByOrderThenByPlaceThenByTimeOfAsking();
    void aStopEndsTheWait();
    void whoGivesUpHoldsUpNobody();
    void aMovedPermitIsGivenBackOnce();
    void assigningGivesTheOldOneBack();
    void neverGivesMoreUnderLoad();
};

void tst_Permits::givesAsManyAsThereAre()
{
    Permits permits({{PermitKind::Containers, 2}});
    QCOMPARE(permits.capacity(PermitKind::Containers), 2);
    QCOMPARE(permits.inUse(PermitKind::Containers), 0);
    {
        const auto first = permits.acquire(PermitKind::Containers, PermitOrder::Search, {});
        const auto second = permits.acquire(PermitKind::Containers, PermitOrder::Search, {});
        QVERIFY(first && second);
        QCOMPARE(permits.inUse(PermitKind::Containers), 2);
    }
    QCOMPARE(permits.inUse(PermitKind::Containers), 0);
}

void tst_Permits::keepsKindsApart()
{
    Permits permits = onePerKind();
    const auto container = permits.acquire(PermitKind::Containers, PermitOrder::Search, {});
    const auto download = permits.acquire(PermitKind::Downloads, PermitOrder::Search, {});
    QVERIFY(container && download);
}

void tst_Permits::goesByOrderThenByPlaceThenByTimeOfAsking()
{
    Permits permits = onePerKind();
    auto held = permits.acquire(PermitKind::Containers, PermitOrder::Search, {});
    QVERIFY(held);
    std::mutex mutex;
    QList<int> turns;
    {
        std::vector<std::jthread> threads;
        const std::tuple<int, PermitOrder, double> askers[] = {
            {1, PermitOrder::Search, 0},   {2, PermitOrder::Baseline, 1}, {3, PermitOrder::Search, 0},
            {4, PermitOrder::Constant, 9}, {5, PermitOrder::Baseline, 1}, {6, PermitOrder::Baseline, 0.5}};
        for (const auto &[number, order, place] : askers) {
            threads.emplace_back([&, number = number, order = order, place = place] {
                const auto permit = permits.acquire(PermitKind::Containers, order, {}, place);
                const std::lock_guard lock(mutex);
                turns << number;
            });
            QTRY_COMPARE(permits.waiting(PermitKind::Containers), number); // before the next one asks
        }
        held->giveBack();
    }
    QCOMPARE(turns, (QList<int>{4, 6, 2, 5, 1, 3}));
}

void tst_Permits::aStopEndsTheWait()
{
    Permits permits = onePerKind();
    const auto held = permits.acquire(PermitKind::Containers, PermitOrder::Search, {});
    std::stop_source source;
    Result<Permit> outcome;
    QElapsedTimer sinceStop;
    std::jthread asker(
        [&] { outcome = permits.acquire(PermitKind::Containers, PermitOrder::Constant, source.get_token()); });
    QTRY_COMPARE(permits.waiting(PermitKind::Containers), 1);
    sinceStop.start();
    source.request_stop();
    asker.join();
    QVERIFY2(sinceStop.elapsed() < 1000, qPrintable(QString::number(sinceStop.elapsed())));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind, Error::Kind::Cancelled);
    QCOMPARE(permits.waiting(PermitKind::Containers), 0);
    QCOMPARE(permits.inUse(PermitKind::Containers), 1);
}

void tst_Permits::whoGivesUpHoldsUpNobody()
{
    Permits permits = onePerKind();
    auto held = permits.acquire(PermitKind::Containers, PermitOrder::Search, {});
    std::stop_source source;
    bool gotIt = false;
    {
        std::jthread first(
            [&] { (void)permits.acquire(PermitKind::Containers, PermitOrder::Constant, source.get_token()); });
        QTRY_COMPARE(permits.waiting(PermitKind::Containers), 1);
        std::jthread second(
            [&] { gotIt = permits.acquire(PermitKind::Containers, PermitOrder::Search, {}).has_value(); });
        QTRY_COMPARE(permits.waiting(PermitKind::Containers), 2);
        source.request_stop();
        first.join();
        held->giveBack();
    }
    QVERIFY(gotIt);
}

void tst_Permits::aMovedPermitIsGivenBackOnce()
{
    Permits permits = onePerKind();
    {
        Permit outer;
        {
            auto inner = permits.acquire(PermitKind::Containers, PermitOrder::Search, {});
            outer = std::move(*inner);
        }
        QCOMPARE(permits.inUse(PermitKind::Containers), 1);
        Permit last(std::move(outer));
        last.giveBack();
        QCOMPARE(permits.inUse(PermitKind::Containers), 0);
        last.giveBack();
    }
    QCOMPARE(permits.inUse(PermitKind::Containers), 0);
}

void tst_Permits::assigningGivesTheOldOneBack()
{
    Permits permits({{PermitKind::Containers, 2}, {PermitKind::Downloads, 1}});
    Permit kept = std::move(permits.acquire(PermitKind::Containers, PermitOrder::Search, {}).value());
    kept = std::move(permits.acquire(PermitKind::Downloads, PermitOrder::Search, {}).value());
    QCOMPARE(permits.inUse(PermitKind::Containers), 0);
    QCOMPARE(permits.inUse(PermitKind::Downloads), 1);
}

void tst_Permits::neverGivesMoreUnderLoad()
{
    Permits permits({{PermitKind::Containers, 3}});
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 16; ++i) {
            threads.emplace_back([&, i] {
                for (int turn = 0; turn < 100; ++turn) {
                    const auto permit = permits.acquire(PermitKind::Containers, PermitOrder(i % 3), {});
                    const int now = ++inside;
                    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
                    }
                    std::this_thread::yield();
                    --inside;
                }
            });
        }
    }
    QVERIFY(most <= 3);
    QCOMPARE(permits.inUse(PermitKind::Containers), 0);
}

QTEST_GUILESS_MAIN(tst_Permits)
#include "tst_permits.moc"
