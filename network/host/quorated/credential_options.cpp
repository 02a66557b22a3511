// SPDX-License-Identifier: Apache-2.0
#include "network/host/quorated/credential_options.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace quorate::host {

namespace options = boost::program_options;

namespace {

using network::ClientCredentials;

std::string textOf(const options::variables_map& given, const std::string& name) {
    return given.count(name) > 0 ? given[name].as<std::string>() : std::string();
}

/// Nothing without a terminal, or at the end of its input.
std::optional<std::string> askForPassword(const std::string& user) {
    if (::isatty(STDIN_FILENO) != 1) {
        return std::nullopt;
    }
    std::fprintf(stderr, "password of %s: ", user.c_str());
    std::fflush(stderr);
    termios before{};
    const bool isKnown = ::tcgetattr(STDIN_FILENO, &before) == 0;
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (!isKnown || ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) != 0) {
        return std::nullopt;  // it would be shown
    }
    std::string password;
    char next = 0;
    bool isEnded = false;
    while (!isEnded && ::read(STDIN_FILENO, &next, 1) == 1) {
        isEnded = next == '\n';
        if (!isEnded) {
            password += next;
        }
    }
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::fputs("\n", stderr);
    return isEnded ? std::optional(std::move(password)) : std::nullopt;
}

Result<ClientCredentials::User> userOf(const std::string& text, const std::string& option,
                                       const char* variable) {
    ClientCredentials::User user;
    const std::size_t colon = text.find(':');
    user.name = text.substr(0, colon);
    if (colon != std::string::npos) {
        user.password = text.substr(colon + 1);
        return user;
    }
    if (user.name.empty()) {
        return user;
    }
    if (const char* password = std::getenv(variable)) {
        user.password = password;
        return user;
    }
    auto asked = askForPassword(user.name);
    if (!asked) {
        return Error(ErrorCode::InvalidArgument,
                     "--" + option +
                         ": there is no password; put it into the environment variable " +
                         variable + ", or write NAME:PASSWORD");
    }
    user.password = std::move(*asked);
    return user;
}

}  // namespace

Result<ClientCredentials> takeCredentials(const options::variables_map& given,
                                          const std::string& prefix, const char* passwordVariable) {
    const auto file = [&](const std::string& name) {
        const std::string own = textOf(given, prefix + name);
        return own.empty() ? textOf(given, name) : own;
    };
    // A certificate and its key go together.
    const bool hasOwn = given.count(prefix + "cert") > 0 || given.count(prefix + "key") > 0;
    ClientCredentials::Files files{file("cacert"), {}, {}};
    files.certificate = hasOwn ? textOf(given, prefix + "cert") : textOf(given, "cert");
    files.key = hasOwn ? textOf(given, prefix + "key") : textOf(given, "key");
    auto user = userOf(textOf(given, prefix + "user"), prefix + "user", passwordVariable);
    if (!user) {
        return user.error();
    }
    return ClientCredentials::load(files, std::move(*user));
}

}  // namespace quorate::host
