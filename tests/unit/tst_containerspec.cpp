// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "execution/containerspec.h"

#include <QDateTime>
#include <QSet>
#include <QTest>

using namespace solver;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What recorded/inspect-program.json was made from, with Docker 20.10.
ContainerSpec recordedSpec()
{
    ContainerSpec spec;
    spec.instance = u"0f0e0d0c"_s;
    spec.job = u"0198B0AA-1111-7222-8333-444455556666"_s;
    spec.attempt = 3;
    spec.view = u"sealed-1"_s;
    spec.image = u"sha256:@IMAGE@"_s;
    spec.seccomp = u"/srv/seccomp.json"_s;
    spec.mounts = {{.source = u"/srv/view"_s, .target = u"/kaggle/input/toy"_s},
                   {.source = u"/srv/solution.py"_s, .target = u"/job/solution.py"_s}};
    spec.command = {u"/opt/env/bin/python3"_s, u"-u"_s, u"-B"_s, u"/job/solution.py"_s};
    spec.environment = {{u"KCS_TIME_LIMIT"_s, u"600"_s}, {u"KCS_SEED"_s, u"0"_s}};
    spec.cpus = 2;
    spec.memoryBytes = 3LL << 30;
    spec.wall = 600s;
    return spec;
}

/// The values behind each time that an option stands in a list of arguments.
QStringList valuesOf(const QStringList &arguments, const QString &option)
{
    QStringList values;
    for (qsizetype i = 0; i + 1 < arguments.size(); ++i) {
        if (arguments[i] == option)
            values << arguments[i + 1];
    }
    return values;
}

} // namespace

class tst_ContainerSpec : public QObject
{
    Q_OBJECT

private:
    nlohmann::json m_recorded;

private Q_SLOTS:
    void initTestCase()
    {
        const auto read = readJson(QStringLiteral(SOLVER_CASES_DIR) + u"/../unit/recorded/inspect-program.json"_s);
        QVERIFY(read);
        m_recorded = *read;
    }

    void asksForTheWholeList_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<QStringList>("values");
        const auto row = [](const char *option, const QStringList &values) {
            QTest::newRow(option) << QString::fromLatin1(option) << values;
        };
        // Sandbox specification, section 5.2.
        row("--name", {u"kaggle-solver-x"_s});
        row("--pull", {u"never"_s});
        row("--entrypoint", {QString()});
        row("--network", {u"none"_s});
        row("--dns", {u"127.0.0.1"_s});
        row("--dns-search", {u"."_s});
        row("--hostname", {u"sandbox"_s});
        row("--ipc", {u"private"_s});
        row("--cgroupns", {u"private"_s});
        row("--user", {u"65532:65532"_s});
        row("--cap-drop", {u"ALL"_s});
        row("--security-opt", {u"no-new-privileges"_s, u"seccomp=/srv/seccomp.json"_s});
        row("--pids-limit", {u"512"_s});
        row("--memory", {u"3221225472"_s});
        row("--memory-swap", {u"3221225472"_s});
        row("--cpus", {u"2"_s});
        row("--oom-score-adj", {u"500"_s});
        row("--tmpfs", {u"/tmp:rw,nosuid,nodev,noexec,size=1g,mode=1777,nr_inodes=64k"_s,
                        u"/dev/shm:rw,nosuid,nodev,noexec,size=268435456,nr_inodes=16k"_s});
        row("--mount", {u"type=volume,dst=/kaggle/working"_s,
                        u"type=bind,src=/srv/view,dst=/kaggle/input/toy,readonly,bind-propagation=rprivate"_s,
                        u"type=bind,src=/srv/solution.py,dst=/job/solution.py,readonly,bind-propagation=rprivate"_s});
        row("--ulimit", {u"nofile=4096:4096"_s, u"core=0:0"_s, u"fsize=8589934592"_s});
        row("--log-driver", {u"local"_s});
        row("--log-opt", {u"max-size=32m"_s, u"max-file=2"_s});
        row("--stop-timeout", {u"10"_s});
        row("--workdir", {u"/kaggle/working"_s});
    }

    void asksForTheWholeList()
    {
        QFETCH(QString, option);
        QFETCH(QStringList, values);
        QCOMPARE(valuesOf(recordedSpec().createArguments(u"kaggle-solver-x"_s), option), values);
    }

    void asksForNothingElse()
    {
        const QStringList arguments = recordedSpec().createArguments(u"x"_s);
        for (const QString &flag : {u"--read-only"_s, u"--init"_s, u"--no-healthcheck"_s})
            QCOMPARE(arguments.count(flag), 1);
        for (const QString &never :
             {u"--privileged"_s, u"--pid"_s, u"--uts"_s, u"--device"_s, u"-p"_s, u"--add-host"_s, u"--env-file"_s,
              u"-v"_s, u"--restart"_s, u"--volumes-from"_s, u"--group-add"_s, u"--sysctl"_s, u"--userns"_s, u"--rm"_s,
              u"-t"_s, u"-i"_s, u"--shm-size"_s, u"--cap-add"_s})
            QVERIFY2(!arguments.contains(never), qPrintable(never));
        for (const QString &variable : valuesOf(arguments, u"--env"_s))
            QVERIFY2(variable.contains(u'='), qPrintable(variable)); // without a value the client takes this machine's
    }

    void endsWithTheCommandUnderATimer()
    {
        const QStringList arguments = recordedSpec().createArguments(u"x"_s);
        QCOMPARE(arguments.mid(arguments.indexOf(u"sha256:@IMAGE@"_s) + 1),
                 (QStringList{u"timeout"_s, u"--signal=TERM"_s, u"--kill-after=10"_s, u"660"_s,
                              u"/opt/env/bin/python3"_s, u"-u"_s, u"-B"_s, u"/job/solution.py"_s}));
    }

    void labelsTellWhoseItIs()
    {
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const QStringList labels = valuesOf(recordedSpec().createArguments(u"x"_s), u"--label"_s);
        for (const QString &label :
             {u"kaggle-solver.instance=0f0e0d0c"_s, u"kaggle-solver.attempt=3"_s, u"kaggle-solver.view=sealed-1"_s,
              u"kaggle-solver.kind=run"_s, u"kaggle-solver.job=0198B0AA-1111-7222-8333-444455556666"_s})
            QVERIFY2(labels.contains(label), qPrintable(label));
        const QString deadline = labels.filter(u"deadline="_s).value(0).section(u'=', 1);
        QVERIFY(deadline.toLongLong() >= now + 600 && deadline.toLongLong() <= now + 660);
    }

    void limitsThreadsAndEmptiesProxies()
    {
        QHash<QString, QString> variables;
        for (const auto &[name, value] : recordedSpec().fullEnvironment())
            variables.insert(name, value);
        for (const QString &name :
             {u"OMP_NUM_THREADS"_s, u"OPENBLAS_NUM_THREADS"_s, u"MKL_NUM_THREADS"_s, u"NUMEXPR_MAX_THREADS"_s,
              u"POLARS_MAX_THREADS"_s, u"RAYON_NUM_THREADS"_s, u"LOKY_MAX_CPU_COUNT"_s})
            QCOMPARE(variables.value(name), u"2"_s);
        for (const QString &name :
             {u"HTTP_PROXY"_s, u"http_proxy"_s, u"HTTPS_PROXY"_s, u"https_proxy"_s, u"FTP_PROXY"_s, u"ftp_proxy"_s,
              u"ALL_PROXY"_s, u"all_proxy"_s, u"NO_PROXY"_s, u"no_proxy"_s})
            QVERIFY(variables.contains(name) && variables.value(name).isEmpty());
        QCOMPARE(variables.value(u"OMP_WAIT_POLICY"_s), u"PASSIVE"_s);
        QCOMPARE(variables.value(u"JOBLIB_TEMP_FOLDER"_s), u"/kaggle/working/.cache"_s);
        QCOMPARE(variables.value(u"KCS_TIME_LIMIT"_s), u"600"_s);
    }

    void trustedRunsHaveNoWorkingVolume()
    {
        ContainerSpec spec = recordedSpec();
        spec.kind = ContainerSpec::Kind::Trusted;
        spec.workingVolume = false;
        const QStringList arguments = spec.createArguments(u"x"_s);
        QVERIFY(arguments.filter(u"type=volume"_s).isEmpty());
        QCOMPARE(valuesOf(arguments, u"--workdir"_s), QStringList{u"/tmp"_s});
        QVERIFY(valuesOf(arguments, u"--label"_s).contains(u"kaggle-solver.kind=trusted"_s));
    }

    void namesAreFresh()
    {
        QSet<QString> names;
        for (int i = 0; i < 100; ++i) {
            const QString name = recordedSpec().newName();
            QVERIFY(name.startsWith(u"kaggle-solver-0198b0aa-3-"_s));
            names << name;
        }
        QVERIFY(names.size() > 95);
    }

    void passesWhatDockerReallyMade()
    {
        const auto audited = recordedSpec().audit(m_recorded);
        QVERIFY2(audited, audited ? "" : qPrintable(audited.error().detail));
    }

    void refusesEachDifference_data()
    {
        using Json = nlohmann::json;
        QTest::addColumn<QByteArray>("patch"); ///< JSON patch (RFC 6902) on what was recorded
        const auto row = [](const char *name, const char *op, const char *path, const Json &value = {},
                            const char *also = nullptr) {
            Json patch = Json::array({{{"op", op}, {"path", path}, {"value", value}}});
            if (also)
                patch.push_back({{"op", op}, {"path", also}, {"value", value}});
            QTest::newRow(name) << dump(patch);
        };
        row("network", "replace", "/HostConfig/NetworkMode", "bridge");
        row("writable root", "replace", "/HostConfig/ReadonlyRootfs", false);
        row("no read-only said", "remove", "/HostConfig/ReadonlyRootfs");
        row("capabilities kept", "replace", "/HostConfig/CapDrop", nullptr);
        row("fewer dropped", "replace", "/HostConfig/CapDrop", Json::array({"CHOWN"}));
        row("capability added", "replace", "/HostConfig/CapAdd", Json::array({"SYS_ADMIN"}));
        row("privileged", "replace", "/HostConfig/Privileged", true);
        row("privileged not said", "remove", "/HostConfig/Privileged");
        row("pid of the host", "replace", "/HostConfig/PidMode", "host");
        row("uts of the host", "replace", "/HostConfig/UTSMode", "host");
        row("users of the host", "replace", "/HostConfig/UsernsMode", "host");
        row("ipc", "replace", "/HostConfig/IpcMode", "shareable");
        row("memory", "replace", "/HostConfig/Memory", 0);
        row("swap", "replace", "/HostConfig/MemorySwap", 6442450944LL);
        row("processes", "replace", "/HostConfig/PidsLimit", nullptr);
        row("processors", "replace", "/HostConfig/NanoCpus", 0);
        row("device", "replace", "/HostConfig/Devices", Json::array({Json{{"PathOnHost", "/dev/kvm"}}}));
        row("GPU", "replace", "/HostConfig/DeviceRequests", Json::array({Json{{"Count", -1}}}));
        row("binds", "replace", "/HostConfig/Binds", Json::array({"/:/host"}));
        row("volumes of another", "replace", "/HostConfig/VolumesFrom", Json::array({"x"}));
        row("group added", "replace", "/HostConfig/GroupAdd", Json::array({"0"}));
        row("restarts", "replace", "/HostConfig/RestartPolicy/Name", "always");
        row("no system-call filter", "replace", "/HostConfig/SecurityOpt", Json::array({"no-new-privileges"}));
        row("unconfined", "replace", "/HostConfig/SecurityOpt",
            Json::array({"no-new-privileges", "seccomp=unconfined"}));
        row("a filter that lets through", "replace", "/HostConfig/SecurityOpt",
            Json::array({"no-new-privileges", "seccomp={\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":["
                                              "\"reboot\"],\"action\":\"SCMP_ACT_ERRNO\"}]}"}));
        row("new privileges", "remove", "/HostConfig/SecurityOpt/0");
        row("new privileges, turned off", "replace", "/HostConfig/SecurityOpt/0", "no-new-privileges:false");
        row("executable /tmp", "replace", "/HostConfig/Tmpfs/~1tmp", "rw,exec");
        row("another tmpfs", "add", "/HostConfig/Tmpfs/~1run", "rw");
        row("another mount", "add", "/Mounts/-",
            Json{{"Type", "bind"}, {"Source", "/"}, {"Destination", "/host"}, {"RW", false}});
        row("the socket", "add", "/Mounts/-",
            Json{{"Type", "bind"},
                 {"Source", "/var/run/docker.sock"},
                 {"Destination", "/var/run/docker.sock"},
                 {"RW", true}});
        row("another volume", "add", "/Mounts/-",
            Json{{"Type", "volume"}, {"Destination", "/kaggle/working"}, {"RW", true}});
        row("no mounts", "replace", "/Mounts", Json::array({}));
        row("variable missing", "remove", "/Config/Env/0");
        row("another variable", "add", "/Config/Env/-", "TOKEN=x");
        row("root", "replace", "/Config/User", "");
        row("another image", "replace", "/Image", "sha256:1", "/Config/Image");
        row("whose", "replace", "/Config/Labels/kaggle-solver.instance", "other");
        row("which job", "replace", "/Config/Labels/kaggle-solver.job", "other");
        row("what kind", "replace", "/Config/Labels/kaggle-solver.kind", "trusted");
        row("nothing", "replace", "", Json::object());
    }

    void refusesEachDifference()
    {
        QFETCH(QByteArray, patch);
        const nlohmann::json changed = m_recorded.patch(nlohmann::json::parse(patch));
        const auto audited = recordedSpec().audit(changed);
        QVERIFY(!audited);
        QCOMPARE(audited.error().kind, Error::Kind::Process);
        QCOMPARE(audited.error().code, u"policy"_s);
        QVERIFY(!audited.error().detail.isEmpty());
    }

    void refusesAMountThatMayBeWritten()
    {
        for (nlohmann::json::size_type i = 0; i < m_recorded["Mounts"].size(); ++i) {
            nlohmann::json changed = m_recorded;
            if (changed["Mounts"][i]["Type"] != "bind")
                continue;
            changed["Mounts"][i]["RW"] = true;
            QVERIFY(!recordedSpec().audit(changed));
            changed = m_recorded;
            changed["Mounts"][i]["Source"] = "/etc";
            QVERIFY(!recordedSpec().audit(changed));
        }
    }
};

QTEST_GUILESS_MAIN(tst_ContainerSpec)
#include "tst_containerspec.moc"
