// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/containerspec.h"

#include "base/files.h"

#include <QDateTime>
#include <QMap>
#include <QRandomGenerator>

#include <algorithm>

namespace solver {

using namespace Qt::StringLiterals;

namespace {

constexpr int pidsLimit = 512;
constexpr qint64 fileSizeLimit = 8LL << 30;
constexpr qint64 sharedMemory = 256LL << 20;
const QString workingFolder = u"/kaggle/working"_s;

QString temporaryFolder()
{
    return u"rw,nosuid,nodev,noexec,size=1g,mode=1777,nr_inodes=64k"_s;
}

QString sharedMemoryFolder()
{
    return u"rw,nosuid,nodev,noexec,size=%1,nr_inodes=16k"_s.arg(sharedMemory);
}

QString bind(const Mount &mount)
{
    return u"type=bind,src=%1,dst=%2%3,bind-propagation=rprivate"_s.arg(mount.source, mount.target,
                                                                        mount.readOnly ? u",readonly"_s : QString());
}

/// A member of what the engine says; null where there is none. Nothing here throws, whatever the engine says.
nlohmann::json member(const nlohmann::json &object, const char *key)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nlohmann::json() : *found;
}

/// Whether a security option is a system-call filter of ours: Docker keeps the profile's text in it. One that lets through
/// what it does not name is none.
bool refusesByDefault(const QString &option)
{
    if (!option.startsWith(u"seccomp="_s))
        return false;
    const Result<nlohmann::json> profile = parseJson(option.mid(8).toUtf8(), {});
    return profile && textOf(*profile, "defaultAction") == u"SCMP_ACT_ERRNO"_s;
}

} // namespace

QString ContainerSpec::newName() const
{
    const QString random = QString::number(QRandomGenerator::global()->generate(), 16).rightJustified(8, u'0').left(6);
    return u"kaggle-solver-%1-%2-%3"_s.arg(job.left(8).toLower()).arg(attempt).arg(random);
}

QList<QPair<QString, QString>> ContainerSpec::fullEnvironment() const
{
    const QString threads = QString::number(cpus);
    QList<QPair<QString, QString>> all{
        {u"PATH"_s, u"/opt/env/bin:/usr/local/bin:/usr/bin:/bin"_s},
        {u"HOME"_s, u"/tmp"_s},
        {u"LANG"_s, u"C.UTF-8"_s},
        {u"TZ"_s, u"UTC"_s},
        {u"PYTHONUNBUFFERED"_s, u"1"_s},
        {u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s},
        {u"PYTHONHASHSEED"_s, u"0"_s},
        {u"MPLBACKEND"_s, u"Agg"_s},
        {u"MPLCONFIGDIR"_s, u"/tmp/mpl"_s},
        {u"OMP_WAIT_POLICY"_s, u"PASSIVE"_s}, // spinning threads made a fit on a busy machine 27 times slower
    };
    // With a processor quota a container still sees all processors of the machine, so libraries would start too many threads.
    for (const QString &name : {u"OMP_NUM_THREADS"_s, u"OPENBLAS_NUM_THREADS"_s, u"MKL_NUM_THREADS"_s,
                                u"NUMEXPR_MAX_THREADS"_s, u"POLARS_MAX_THREADS"_s, u"RAYON_NUM_THREADS"_s,
                                u"LOKY_MAX_CPU_COUNT"_s})
        all.append({name, threads});
    // Compiled kernels cannot be loaded from the noexec /tmp, and large arrays do not fit there.
    const QString caches = workingVolume ? workingFolder + u"/.cache"_s : u"/tmp"_s;
    for (const QString &name : {u"TORCHINDUCTOR_CACHE_DIR"_s, u"TRITON_CACHE_DIR"_s, u"NUMBA_CACHE_DIR"_s,
                                u"XDG_CACHE_HOME"_s, u"JOBLIB_TEMP_FOLDER"_s})
        all.append({name, caches});
    // Explicitly empty: the client otherwise copies the user's configured proxy, password included, into every container.
    for (const QString &name : {u"HTTP_PROXY"_s, u"http_proxy"_s, u"HTTPS_PROXY"_s, u"https_proxy"_s, u"FTP_PROXY"_s,
                                u"ftp_proxy"_s, u"ALL_PROXY"_s, u"all_proxy"_s, u"NO_PROXY"_s, u"no_proxy"_s})
        all.append({name, QString()});
    return all + environment;
}

QList<QPair<QString, QString>> ContainerSpec::labels() const
{
    return {{u"instance"_s, instance},
            {u"job"_s, job},
            {u"attempt"_s, QString::number(attempt)},
            {u"view"_s, view},
            {u"kind"_s, kind == Kind::Program ? u"run"_s : u"trusted"_s},
            {u"schema"_s, u"1"_s}};
}

QStringList ContainerSpec::createArguments(const QString &name) const
{
    QStringList arguments{u"--name"_s, name};
    const qint64 deadline = QDateTime::currentSecsSinceEpoch() + wall.count();
    QList<QPair<QString, QString>> all = labels();
    all.append({u"deadline"_s, QString::number(deadline)});
    for (const auto &[key, value] : std::as_const(all))
        arguments << u"--label"_s << u"kaggle-solver.%1=%2"_s.arg(key, value);
    arguments << u"--pull"_s << u"never"_s << u"--init"_s << u"--no-healthcheck"_s << u"--entrypoint"_s << QString()
              << u"--network"_s << u"none"_s
              << u"--dns"_s << u"127.0.0.1"_s << u"--dns-search"_s << u"."_s // hides the host's resolvers and domains
              << u"--hostname"_s << u"sandbox"_s << u"--ipc"_s << u"private"_s << u"--cgroupns"_s << u"private"_s
              << u"--read-only"_s << u"--user"_s << user << u"--cap-drop"_s << u"ALL"_s
              << u"--security-opt"_s << u"no-new-privileges"_s << u"--security-opt"_s << u"seccomp=%1"_s.arg(seccomp)
              << u"--pids-limit"_s << QString::number(pidsLimit)
              << u"--memory"_s << QString::number(memoryBytes)
              << u"--memory-swap"_s << QString::number(memoryBytes) // equal: no swap
              << u"--cpus"_s << QString::number(cpus)
              << u"--oom-score-adj"_s << u"500"_s // when the machine itself runs out, runs die before the desktop
              << u"--tmpfs"_s << u"/tmp:"_s + temporaryFolder()
              << u"--tmpfs"_s << u"/dev/shm:"_s + sharedMemoryFolder() // --shm-size has no limit of files
              << u"--ulimit"_s << u"nofile=4096:4096"_s << u"--ulimit"_s << u"core=0:0"_s
              << u"--ulimit"_s << u"fsize=%1"_s.arg(fileSizeLimit)
              << u"--log-driver"_s << u"local"_s << u"--log-opt"_s << u"max-size=32m"_s << u"--log-opt"_s << u"max-file=2"_s
              << u"--stop-timeout"_s << u"10"_s << u"--workdir"_s << (workingVolume ? workingFolder : u"/tmp"_s);
    if (workingVolume)
        arguments << u"--mount"_s << u"type=volume,dst=%1"_s.arg(workingFolder);
    for (const Mount &mount : mounts)
        arguments << u"--mount"_s << bind(mount);
    for (const auto &[key, value] : fullEnvironment())
        arguments << u"--env"_s << key + u'=' + value;
    arguments << image;
    // A second timer inside, for when this program is gone; a program can stop it, so the limit is enforced from outside.
    arguments << u"timeout"_s << u"--signal=TERM"_s << u"--kill-after=10"_s << QString::number(wall.count() + 60);
    return arguments + command;
}

Result<> ContainerSpec::audit(const nlohmann::json &inspected) const
{
    QStringList differences;
    const auto expect = [&differences](bool holds, const QString &what) {
        if (!holds)
            differences << what;
    };
    const nlohmann::json host = member(inspected, "HostConfig");
    const nlohmann::json config = member(inspected, "Config");
    const auto isEmpty = [](const nlohmann::json &object, const char *key) {
        const nlohmann::json found = member(object, key);
        return found.empty() || found == "";
    };
    const auto isNumber = [](const nlohmann::json &object, const char *key, qint64 wanted) {
        return member(object, key) == nlohmann::json(wanted);
    };
    expect(textOf(host, "NetworkMode") == u"none"_s, u"network"_s);
    expect(member(host, "ReadonlyRootfs") == true, u"read-only root"_s);
    expect(member(host, "CapDrop") == nlohmann::json::array({"ALL"}), u"dropped capabilities"_s);
    expect(isEmpty(host, "CapAdd"), u"added capabilities"_s);
    expect(member(host, "Privileged") == false, u"privileged"_s);
    expect(isEmpty(host, "PidMode") && isEmpty(host, "UTSMode") && isEmpty(host, "UsernsMode"), u"namespaces"_s);
    expect(textOf(host, "IpcMode") == u"private"_s, u"ipc"_s);
    expect(isNumber(host, "Memory", memoryBytes), u"memory"_s);
    expect(isNumber(host, "MemorySwap", memoryBytes), u"swap"_s);
    expect(isNumber(host, "PidsLimit", pidsLimit), u"processes"_s);
    expect(isNumber(host, "NanoCpus", qint64(cpus) * 1'000'000'000), u"processors"_s);
    expect(isEmpty(host, "Devices") && isEmpty(host, "DeviceRequests"), u"devices"_s);
    expect(isEmpty(host, "Binds") && isEmpty(host, "VolumesFrom"), u"binds"_s);
    expect(isEmpty(host, "GroupAdd"), u"groups"_s);
    const QString restarts = textOf(member(host, "RestartPolicy"), "Name");
    expect(restarts.isEmpty() || restarts == u"no"_s, u"restarts"_s);
    bool seccompOn = false;
    bool noNewPrivileges = false;
    for (const nlohmann::json &option : member(host, "SecurityOpt")) {
        const QString text = option.is_string() ? toQt(option) : QString();
        seccompOn = seccompOn || refusesByDefault(text);
        noNewPrivileges = noNewPrivileges || text == u"no-new-privileges"_s || text == u"no-new-privileges:true"_s;
    }
    expect(seccompOn, u"system calls"_s);
    expect(noNewPrivileges, u"new privileges"_s);
    const nlohmann::json tmpfs{{"/tmp", toStd(temporaryFolder())}, {"/dev/shm", toStd(sharedMemoryFolder())}};
    expect(member(host, "Tmpfs") == tmpfs, u"temporary folders"_s);

    qsizetype volumes = 0;
    qsizetype binds = 0;
    for (const nlohmann::json &mount : member(inspected, "Mounts")) {
        const QString target = textOf(mount, "Destination");
        if (textOf(mount, "Type") == u"volume"_s) {
            ++volumes;
            expect(target == workingFolder, u"volume at "_s + target);
            continue;
        }
        ++binds;
        const auto wanted = std::ranges::find(mounts, target, &Mount::target);
        expect(wanted != mounts.end() && textOf(mount, "Source") == wanted->source &&
                   member(mount, "RW") == !wanted->readOnly,
               u"mount at "_s + target);
    }
    expect(volumes == (workingVolume ? 1 : 0), u"volumes"_s);
    expect(binds == mounts.size(), u"mounts"_s);

    QMap<QString, QString> wanted;
    for (const auto &[key, value] : fullEnvironment())
        wanted.insert(key, value);
    QMap<QString, QString> found;
    for (const nlohmann::json &entry : member(config, "Env")) {
        const QString text = entry.is_string() ? toQt(entry) : QString();
        found.insert(text.section(u'=', 0, 0), text.section(u'=', 1));
    }
    expect(wanted == found, u"environment"_s);
    expect(textOf(config, "User") == user, u"user"_s);
    expect(textOf(inspected, "Image") == image || textOf(config, "Image") == image, u"image"_s);
    const nlohmann::json labels = member(config, "Labels");
    for (const auto &[key, value] : this->labels())
        expect(textOf(labels, toStd(u"kaggle-solver."_s + key).c_str()) == value, u"label "_s + key);

    if (differences.isEmpty())
        return {};
    return tl::unexpected(Error{.kind = Error::Kind::Process,
                                .message = u"The container engine did not make the container as asked, so nothing was run in it."_s,
                                .code = u"policy"_s,
                                .nextStep = u"Use Docker 20.10 or newer."_s,
                                .detail = differences.join(u", "_s)});
}

} // namespace solver
