// SPDX-License-Identifier: Apache-2.0
// Copies the keys of one cluster into another one.
#include <QCoreApplication>

#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <cstdio>
#include <string>
#include <unistd.h>

#include "network/copy/cluster_copy.h"
#include "network/host/quorated/credential_options.h"
#include "network/host/quorated/verbs.h"

namespace quorate::host {

namespace options = boost::program_options;

namespace {

using network::ClusterCopy;
using network::CopyDifference;
using network::CopyOptions;
using network::CopyPhase;
using network::CopyProgress;
using network::CopyReport;
using network::ServerAddress;

constexpr const char* kVerb = "copy";
constexpr const char* kHelp =
    "usage: quorated copy FROM TO [--prefix PREFIX] [--overwrite] [--dry-run] ...\n"
    "\n"
    "Copies the keys of one cluster into another one and verifies the copy. Both may be Quorate\n"
    "or etcd from 3.4 on, reached over the v3 API in JSON. FROM and TO are addresses of clients'\n"
    "ports, HOST:PORT, http://HOST:PORT or https://HOST:PORT; several of one cluster with commas\n"
    "between them: when one fails the next one is asked.\n"
    "\n"
    "What is copied is the source as of one revision; it may be written to meanwhile. Keys and\n"
    "values are copied, and for each lease one of the same length is granted anew, with the same\n"
    "number where that is free; it is renewed until the copy is done, and then by nobody but\n"
    "clients. Revisions and versions are the target's own. Nothing is deleted at the target.\n"
    "\n"
    "A password that is not part of --user or --to-user is read from the environment variable\n"
    "QUORATED_PASSWORD or QUORATED_TO_PASSWORD, or asked for. On a command line others see it.\n"
    "\n"
    "Exit codes: 0 copied, and all keys are there as they were; 1 not copied, or there are\n"
    "differences; 2 the command line is wrong. What was copied before it failed stays: run it\n"
    "again with --overwrite, which writes only what is missing or differs.\n";

std::string counted(std::int64_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string keys(std::int64_t count) {
    return counted(count, "key", "keys");
}

std::string sized(std::uint64_t bytes) {
    constexpr std::array kUnits{"bytes", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    std::uint64_t tenths = bytes * 10;
    for (; tenths >= 10240 && unit + 1 < kUnits.size(); ++unit) {
        tenths /= 1024;
    }
    return std::to_string(tenths / 10) + (unit == 0 ? "" : "." + std::to_string(tenths % 10)) +
           " " + kUnits[unit];
}

/// On one line of a terminal, again and again; nowhere else.
class ProgressLine {
public:
    void show(const CopyProgress& progress) {
        if (!m_isTerminal || progress.phase == CopyPhase::Looking) {
            return;
        }
        const bool isCopying = progress.phase == CopyPhase::Copying;
        std::string line = isCopying ? "copying: " : "verifying: ";
        line += std::to_string(progress.keys) + " of " + keys(progress.keysInAll) + ", " +
                sized(progress.bytes);
        if (progress.bytesInAll != 0) {
            line += " of " + sized(progress.bytesInAll);
        }
        std::fprintf(stderr, "\r%s\033[K", line.c_str());
        std::fflush(stderr);
        m_isShown = true;
    }
    void clear() {
        if (m_isShown) {
            std::fputs("\r\033[K", stderr);
            m_isShown = false;
        }
    }

private:
    const bool m_isTerminal{::isatty(STDERR_FILENO) == 1};
    bool m_isShown{false};
};

const char* text(CopyDifference::Kind kind) {
    switch (kind) {
    case CopyDifference::Kind::Missing:
        return "is not at the target";
    case CopyDifference::Kind::OtherValue:
        return "has another value at the target";
    case CopyDifference::Kind::LeaseMissing:
        return "has no lease at the target";
    case CopyDifference::Kind::LeaseTooMany:
        return "has a lease at the target and none at the source";
    }
    return "differs";
}

void printCounts(const CopyReport& report, bool isDryRun) {
    const char* would = isDryRun ? "would be " : "";
    std::printf("%s%s, %s, of revision %lld\n",
                isDryRun ? "to copy: " : "copied: ", keys(report.keys).c_str(),
                sized(report.bytes).c_str(), static_cast<long long>(report.fromRevision));
    std::printf("  %s %screated, %lld %soverwritten, %lld alike already\n",
                keys(report.created).c_str(), would, static_cast<long long>(report.overwritten),
                would, static_cast<long long>(report.alike));
    if (report.leases > 0) {
        std::printf("  %s %sgranted anew\n", counted(report.leases, "lease", "leases").c_str(),
                    would);
    }
    if (report.expired > 0) {
        std::printf("  %s left out: the lease has ended\n", keys(report.expired).c_str());
    }
    if (report.removed > 0) {
        std::printf("  %s removed again: gone at the source meanwhile\n",
                    keys(report.removed).c_str());
    }
}

int printReport(const CopyReport& report, bool isDryRun) {
    printCounts(report, isDryRun);
    if (isDryRun) {
        return kExitFine;
    }
    if (report.others > 0) {
        std::printf("  %s only at the target, left alone\n", keys(report.others).c_str());
    }
    if (report.differing == 0) {
        std::printf("verified: the target has them all, as of its revision %lld\n",
                    static_cast<long long>(report.toRevision));
        return kExitFine;
    }
    for (const CopyDifference& difference : report.differences) {
        std::printf("differs: key %s %s\n", network::shownKey(difference.key).c_str(),
                    text(difference.kind));
    }
    return refuse(kVerb,
                  keys(report.differing) +
                      " at the target not as at the source; somebody else may "
                      "write there",
                  kExitFindings);
}

Result<CopyOptions> take(const PlacedArguments& arguments) {
    if (arguments.places.size() != 2) {
        return Error(ErrorCode::InvalidArgument,
                     "name where from and where to, as in 'quorated copy localhost:2379 "
                     "localhost:12379'; " +
                         std::to_string(arguments.places.size()) + " were named");
    }
    CopyOptions result;
    auto from = ServerAddress::parseList(arguments.places[0]);
    auto to = ServerAddress::parseList(arguments.places[1]);
    if (!from || !to) {
        return from ? to.error() : from.error();
    }
    result.from = std::move(*from);
    result.to = std::move(*to);
    if (const auto apart = checkEnds(result); !apart) {
        return apart.error();
    }
    auto fromAs = takeCredentials(arguments.options, "", "QUORATED_PASSWORD");
    if (!fromAs) {
        return fromAs.error();
    }
    auto toAs = takeCredentials(arguments.options, "to-", "QUORATED_TO_PASSWORD");
    if (!toAs) {
        return toAs.error();
    }
    result.fromAs = std::move(*fromAs);
    result.toAs = std::move(*toAs);
    if (arguments.options.count("prefix") > 0) {
        result.prefix = Bytes::copyOf(arguments.options["prefix"].as<std::string>());
    }
    result.overwrites = arguments.options.count("overwrite") > 0;
    result.isDryRun = arguments.options.count("dry-run") > 0;
    return result;
}

int run(const CopyOptions& what) {
    ProgressLine line;
    ClusterCopy copy(what);
    QObject::connect(&copy, &ClusterCopy::progressed,
                     [&line](const CopyProgress& progress) { line.show(progress); });
    QObject::connect(&copy, &ClusterCopy::noted, [&line](const QString& text) {
        line.clear();
        std::fprintf(stderr, "quorated copy: %s\n", qUtf8Printable(text));
    });
    copy.start([&line, &what, &copy](const Result<CopyReport>& report) {
        line.clear();
        if (report) {
            QCoreApplication::exit(printReport(*report, what.isDryRun));
            return;
        }
        const char* hint = copy.report().inTheWay > 0 ? " (--overwrite)" : "";
        QCoreApplication::exit(refuse(kVerb, report.error().message + hint, kExitFindings));
    });
    return QCoreApplication::exec();
}

}  // namespace

int copyVerb(const Arguments& arguments) {
    options::options_description known("options");
    // clang-format off
    known.add_options()
        ("prefix", options::value<std::string>(), "only keys that begin so")
        ("overwrite", "write over keys of the target that differ; without it the target must have "
                      "no keys (under the prefix)")
        ("dry-run", "write nothing, and say what would be written")
        ("user", options::value<std::string>(),
            "NAME or NAME:PASSWORD at FROM. Without https it travels as it is")
        ("to-user", options::value<std::string>(), "the same at TO")
        ("cacert", options::value<std::string>(),
            "who vouches for https servers: a file in PEM (default: the system's)")
        ("cert", options::value<std::string>(), "the certificate to show to them: a file in PEM")
        ("key", options::value<std::string>(), "the key of it: a file in PEM")
        ("to-cacert", options::value<std::string>(), "the same for TO, if it differs")
        ("to-cert", options::value<std::string>(), "the same for TO, if it differs")
        ("to-key", options::value<std::string>(), "the same for TO, if it differs")
        ("help", "this text");
    // clang-format on
    const auto parsed = parsePlacedArguments(known, arguments);
    if (!parsed) {
        return refuse(kVerb, parsed.error().message, kExitUsage);
    }
    if (parsed->options.count("help") > 0) {
        return printHelp(kHelp, known);
    }
    // Before anything of TLS.
    std::string name = "quorated";
    std::array<char*, 2> argv{name.data(), nullptr};
    int argc = 1;
    const QCoreApplication application(argc, argv.data());
    const auto what = take(*parsed);
    if (!what) {
        return refuse(kVerb, what.error().message, kExitUsage);
    }
    return run(*what);
}

}  // namespace quorate::host
