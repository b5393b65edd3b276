# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox image from a pulled base, through builds that are ended in the middle; what stays in it and what does not."""

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import unittest
import urllib.request
from pathlib import Path

from support import ROOT, ProgramTest, small_competition

RECIPE = ROOT / "sandbox/image"
CANARY = "canary.invalid"  # a host without proxy: must reach no image
PACKAGES = "import lightgbm, numpy, pandas, pyarrow, sklearn"


def docker(*arguments: str, check: bool = True) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise AssertionError(f"docker {' '.join(arguments)}: {done.stderr}")
    return done.stdout.strip()


def made_image() -> str:
    """The image of this recipe that all other tests use."""
    recipe = b"".join((RECIPE / name).read_bytes() for name in ("build", "install.sh", "base.lock"))
    return f"kaggle-solver-env:{hashlib.sha256(recipe).hexdigest()[:12]}"


def make_base(name: str) -> None:
    """The made image without what the recipe has put on its base."""
    taken = ["tar", "-C", "/", "--one-file-system", "--exclude=./opt/env", "--exclude=./kaggle", "-cf", "-", "."]
    with subprocess.Popen(["docker", "run", "--rm", "--network", "none", "--user", "0:0", made_image(), *taken],
                          stdout=subprocess.PIPE) as reader:
        subprocess.run(["docker", "import", "-", name], stdin=reader.stdout, stdout=subprocess.DEVNULL, check=True)
    if reader.returncode:
        raise AssertionError("the base could not be read")


@unittest.skipUnless(shutil.which("docker-registry"), "Debian's docker-registry is not installed and could not be")
class ImageFromPulledBase(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.competition = self.folder / "competition"
        small_competition(self.competition)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.registry = f"127.0.0.1:{free.getsockname()[1]}"
        settings = {"version": "0.1", "storage": {"filesystem": {"rootdirectory": str(self.folder / "registry")}},
                    "http": {"addr": self.registry}, "log": {"level": "error"}}
        (self.folder / "registry.yml").write_text(json.dumps(settings))  # JSON is YAML
        server = subprocess.Popen(["docker-registry", "serve", self.folder / "registry.yml"], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.wait_for("the registry", self.registry_answers)
        pushed = f"{self.registry}/kaggle-solver-test:base"
        self.addCleanup(docker, "image", "rm", pushed, check=False)
        make_base(pushed)
        docker("push", "--quiet", pushed)
        self.base = docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", pushed)
        self.assertIn("@sha256:", self.base)
        docker("image", "rm", pushed)
        docker("image", "rm", self.base, check=False)  # now it has to be pulled
        self.addCleanup(docker, "image", "rm", self.base, check=False)
        # Its own tag, so that nobody's image is touched; packages that were loaded before need not be loaded again.
        self.environment = {"KCS_BASE_IMAGE": self.base, "NO_PROXY": CANARY, "no_proxy": CANARY}
        wheels = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kaggle-solver/wheels"
        if wheels.is_dir():
            shutil.copytree(wheels, self.data / "cache/wheels")
        key = b"".join((RECIPE / name).read_bytes() for name in ("build", "install.sh", "base.lock")) + self.base.encode()
        self.tag = f"kaggle-solver-env:{hashlib.sha256(key).hexdigest()[:12]}"
        self.addCleanup(docker, "image", "rm", self.tag, check=False)
        self.addCleanup(self.remove_leftovers)

    def registry_answers(self) -> bool:
        try:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            return opener.open(f"http://{self.registry}/v2/", timeout=5).status == 200
        except OSError:
            return False

    def remove_leftovers(self) -> None:
        for container in self.containers():
            docker("rm", "-f", "-v", container)
        for image in self.temporary_images():
            docker("image", "rm", image, check=False)

    def temporary_images(self) -> list[str]:
        listed = docker("images", "--format", "{{.Repository}}:{{.Tag}}", "kaggle-solver-env").split()
        return [image for image in listed if self.instance() and image.endswith(self.instance())]

    def exists(self, image: str) -> bool:
        return bool(docker("image", "inspect", "--format", "{{.Id}}", image, check=False))

    def builds(self, step: str) -> list[str]:
        """Running containers of this step of this installation's build."""
        return docker("ps", "-q", "--filter", f"label=kaggle-solver.instance={self.instance()}", "--filter",
                      "label=kaggle-solver.kind=build", "--filter", f"name=-{step}$").split() if self.instance() else []

    def end_in(self, step: str, how: signal.Signals) -> subprocess.Popen:
        """Starts a job, and ends the program with a signal while its build is in this step."""
        process = subprocess.Popen(self.command("--url", self.competition, "--preset", "quick"), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=os.environ | self.environment)
        self.addCleanup(process.kill)
        self.wait_for(f"step {step}", lambda: self.builds(step), 300)
        time.sleep(0.5)  # into it
        process.send_signal(how)
        process.wait(timeout=30)
        self.assertFalse(self.exists(self.tag), "no image comes of half a build")
        return process

    def test_builds_that_are_ended_leave_nothing_and_the_next_goes_on(self) -> None:
        ended = self.end_in("wheels", signal.SIGTERM)
        self.assertEqual(ended.returncode, 143)
        self.assertEqual(self.containers(), [], "a build that is asked to end tidies up")
        self.end_in("install", signal.SIGKILL)
        self.assertTrue(self.containers("kind=build"), "nobody could tidy up")
        done = self.run_program("--url", self.competition, "--preset", "quick", "--json", environment=self.environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(self.exists(self.tag))
        self.assertEqual(self.containers(), [])
        self.assertEqual(self.temporary_images(), [])
        self.assertEqual([file.name for file in (self.data / "cache/image-build").iterdir()], ["lock"])
        for name, image in (("pulled", self.tag), ("made", made_image())):
            with self.subTest(base=name):
                self.look_at(image)

    def look_at(self, image: str) -> None:
        (facts,) = json.loads(docker("image", "inspect", image))
        self.assertEqual(facts["Config"]["Env"], ["PATH=/opt/env/bin:/usr/local/bin:/usr/bin:/bin"])
        told = json.dumps(facts) + docker("history", "--no-trunc", image)
        for word in ("proxy", CANARY, "ca.crt", "ca-certificates.crt"):
            self.assertNotIn(word, told.lower())
        run = ["docker", "run", "--rm", "--network", "none", "--read-only", "--cap-drop", "ALL", image]
        subprocess.run([*run, "sh", "-c", "! [ -s /ca.crt ]"], check=True)
        loaded = subprocess.run([*run, "python3", "-v", "-c", PACKAGES], capture_output=True, text=True, check=False)
        self.assertEqual(loaded.returncode, 0, loaded.stderr[-2000:])
        # Python says where each module's code came from: a .py there had no usable bytecode beside it.
        self.assertRegex(loaded.stderr, r"code object from '/opt/env/lib/\S+\.pyc'")
        self.assertEqual(re.findall(r"code object from '?(/\S+\.py)'?$", loaded.stderr, re.MULTILINE), [])


class HalfImage(ProgramTest):
    """A client that loses the connection while the container is written out."""

    def test_half_an_image_gets_no_name(self) -> None:
        tag = f"kaggle-solver-test:half-{os.getpid()}"
        client = self.folder / "docker"
        client.write_text(f"""#!/bin/sh
case "$1 $*" in
run*pip*download* | start*) exit 0 ;; # not what this is about
export*) {shutil.which("docker")} "$@" | head -c 20000000; exit 1 ;;
esac
exec {shutil.which("docker")} "$@"
""")
        client.chmod(0o755)
        self.addCleanup(lambda: [docker("image", "rm", image) for image in self.images()])
        built = subprocess.run(
            ["bash", RECIPE / "build", "--tag", tag, "--key", "test", "--work", self.folder / "work", "--wheels",
             self.folder / "wheels", "--base", made_image()],
            capture_output=True, text=True, check=False, env=os.environ | {"DOCKER": str(client), "INSTANCE": f"test-{os.getpid()}"})
        self.assertIn("@step 4/5", built.stdout)
        self.assertNotEqual(built.returncode, 0, built.stderr)
        self.assertEqual(self.images(), [])

    def images(self) -> list[str]:
        return docker("images", "--format", "{{.Repository}}:{{.Tag}}", "kaggle-solver-test").split()


if __name__ == "__main__":
    unittest.main()
