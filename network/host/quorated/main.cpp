// SPDX-License-Identifier: Apache-2.0
// The program of one node: quorated [VERB] ...
#include <array>
#include <cstdio>
#include <sstream>
#include <string>
#include <string_view>

#include "network/host/quorated/verbs.h"

namespace quorate::host {

namespace {

struct Verb {
    std::string_view name;
    const char* usage;
    int (*run)(const Arguments& arguments);
};

constexpr std::array kVerbs{
    Verb{"inspect", "inspect DIR   show what a node's directory holds", inspectVerb},
    Verb{"verify", "verify DIR    check all of it, and say what is wrong", verifyVerb},
    Verb{"repair", "repair DIR    do what can be done for a broken one", repairVerb},
    Verb{"copy", "copy FROM TO  copy the keys of a cluster into another one", copyVerb},
};

std::string usage() {
    std::string text =
        "usage: quorated --id=ID ...   start a node; quorated --help says how\n"
        "       quorated VERB ...\n";
    for (const Verb& verb : kVerbs) {
        text += std::string("  quorated ") + verb.usage + "\n";
    }
    return text +
           "  quorated VERB --help says more. Exit codes: 0 fine, 1 something is wrong, "
           "2 the command line is.\n";
}

std::string names() {
    std::string text;
    for (const Verb& verb : kVerbs) {
        text += (text.empty() ? "" : ", ") + std::string(verb.name);
    }
    return text;
}

int run(Arguments arguments) {
    // Without a verb it is a node that is started.
    if (arguments.empty() || arguments.front().starts_with("-")) {
        return serveVerb(arguments);
    }
    const std::string name = arguments.front();
    if (name == "help") {
        std::fputs(usage().c_str(), stdout);
        return kExitFine;
    }
    arguments.erase(arguments.begin());
    for (const Verb& verb : kVerbs) {
        if (verb.name == name) {
            return verb.run(arguments);
        }
    }
    std::fprintf(stderr, "quorated: there is no verb '%s'; write one of %s\n", name.c_str(),
                 names().c_str());
    return kExitUsage;
}

}  // namespace

int refuse(const char* verb, const std::string& why, int exitCode) {
    std::fflush(stdout);
    std::fprintf(stderr, "quorated %s: %s\n", verb, why.c_str());
    return exitCode;
}

int printHelp(const char* text, const boost::program_options::options_description& options) {
    std::ostringstream out;
    out << text << "\n" << options;
    std::fputs(out.str().c_str(), stdout);
    return kExitFine;
}

}  // namespace quorate::host

int main(int argc, char** argv) {
    return quorate::host::run({argv + 1, argv + argc});
}
