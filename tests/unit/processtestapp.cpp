// SPDX-License-Identifier: GPL-3.0-or-later

// A program with many behaviours, for tst_process: processtestapp BEHAVIOUR [ARGUMENT]

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <unistd.h>

extern char **environ;

namespace {

void writeAll(int channel, const char *bytes, size_t count)
{
    while (count > 0) {
        const ssize_t written = ::write(channel, bytes, count);
        if (written <= 0)
            std::_Exit(3);
        bytes += written;
        count -= size_t(written);
    }
}

void say(int channel, std::string_view text)
{
    writeAll(channel, text.data(), text.size());
}

/// Writes \a megabytes of lines to each of the channels in turn.
void flood(int megabytes, std::initializer_list<int> channels)
{
    std::string block(1024 * 1024, 'x');
    block.back() = '\n';
    for (int i = 0; i < megabytes; ++i) {
        for (const int channel : channels)
            writeAll(channel, block.data(), block.size());
    }
}

/// A child that outlives this process, says its number and keeps the channels open.
void leaveChild()
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::sleep(30);
        std::_Exit(0);
    }
    say(STDOUT_FILENO, std::to_string(child) + "\n");
}

} // namespace

int main(int count, char **arguments)
{
    const std::string_view behaviour = count > 1 ? arguments[1] : "";
    const int number = count > 2 ? std::atoi(arguments[2]) : 0;
    if (behaviour == "exit")
        return number;
    if (behaviour == "flood-out")
        flood(number, {STDOUT_FILENO});
    else if (behaviour == "flood-err")
        flood(number, {STDERR_FILENO});
    else if (behaviour == "flood-both")
        flood(number, {STDOUT_FILENO, STDERR_FILENO});
    else if (behaviour == "speak") {
        say(STDOUT_FILENO, "one\n");
        say(STDERR_FILENO, "two\n");
        say(STDOUT_FILENO, "three"); // no line end
    } else if (behaviour == "environment") {
        for (char **variable = environ; *variable; ++variable)
            say(STDOUT_FILENO, std::string(*variable) + "\n");
    } else if (behaviour == "arguments") {
        for (int i = 2; i < count; ++i)
            say(STDOUT_FILENO, std::string(arguments[i]) + "\n");
    } else if (behaviour == "folder") {
        char path[4096];
        say(STDOUT_FILENO, ::getcwd(path, sizeof path) ? path : "?");
    } else if (behaviour == "input") {
        char byte = 0;
        say(STDOUT_FILENO, ::read(STDIN_FILENO, &byte, 1) == 0 ? "closed" : "open");
    } else if (behaviour == "sleep") {
        say(STDOUT_FILENO, "ready\n");
        ::sleep(30);
    } else if (behaviour == "stubborn") {
        std::signal(SIGTERM, SIG_IGN);
        std::signal(SIGINT, SIG_IGN);
        say(STDOUT_FILENO, "ready\n");
        ::sleep(30);
    } else if (behaviour == "tidy") {
        std::signal(SIGTERM, [](int) {
            say(STDOUT_FILENO, "tidied\n");
            std::_Exit(0);
        });
        say(STDOUT_FILENO, "ready\n");
        ::sleep(30);
    } else if (behaviour == "leave-child") {
        leaveChild();
    } else if (behaviour == "keep-child") {
        leaveChild();
        ::sleep(30);
    } else if (behaviour == "crash") {
        say(STDOUT_FILENO, "before");
        std::signal(SIGSEGV, SIG_DFL);
        ::raise(SIGSEGV);
    } else {
        return 2;
    }
    return 0;
}
