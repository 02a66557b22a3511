// SPDX-License-Identifier: Apache-2.0
#include "network/bench/compare_options.h"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <boost/program_options/variables_map.hpp>
#include <sstream>

#include "network/bench/option_values.h"

namespace quorate::bench {

namespace po = boost::program_options;

namespace {

constexpr std::size_t kMaxConnections = 20'000;
constexpr std::size_t kMaxValueBytes = 1024UL * 1024;

struct Raw {
    std::string rounds;
    std::string seconds;
    std::string connections;
    std::string keys;
    std::string valueBytes;
    std::string followerKeys;
};

po::options_description describeOptions(Raw& raw, CompareOptions& compare) {
    const auto text = [](std::string& place, const char* fallback) {
        return po::value(&place)->default_value(fallback);
    };
    po::options_description options("Options", 100, 56);
    // clang-format off
    options.add_options()
        ("help,h", "Show this text.")
        ("quorated", text(compare.quorated, "quorated"), "The program of a Quorate node.")
        ("etcd", text(compare.etcd, "etcd"), "That of etcd.")
        ("directory", text(compare.directory, "."),
            "Where both have their data: on a disk, since a file system in memory syncs nothing.")
        ("rounds", text(raw.rounds, "3"), "How often each of them is measured.")
        ("seconds", text(raw.seconds, "2"), "How long each load is measured.")
        ("connections", text(raw.connections, "1,64,256"), "Loads with so many connections, N,...")
        ("keys", text(raw.keys, "10000"), "How many different keys there are.")
        ("value-bytes", text(raw.valueBytes, "256"), "The size of a value.")
        ("follower-keys", text(raw.followerKeys, "100000"),
            "How many keys a follower has that is restarted; 0 leaves that out.")
        ("json", "Print one object, with all samples, instead of a table.");
    // clang-format on
    return options;
}

std::string helpText(const po::options_description& options) {
    std::ostringstream text;
    text << "Usage: quorate-bench compare [options]\n"
            "Starts three nodes of Quorate and three of etcd in turn, several rounds of it, puts "
            "the same\nload on both over etcd's v3 API in JSON, and prints the medians with their "
            "ratios.\n\n"
         << options
         << "\nExit codes: 0 measured, 1 something could not be measured, 2 the command line makes "
            "no sense.\n";
    return text.str();
}

}  // namespace

std::variant<CompareOptions, HelpText, Refusal> parseCompareOptions(
    const std::vector<std::string>& arguments) {
    Raw raw;
    CompareOptions compare;
    const po::options_description options = describeOptions(raw, compare);
    po::variables_map given;
    if (const auto problem = storeOptions(options, arguments, given)) {
        return Refusal{*problem + "; quorate-bench compare --help lists the options"};
    }
    if (given.count("help") != 0) {
        return HelpText{helpText(options)};
    }
    Problem problem;
    takeNumber(problem, "rounds", raw.rounds, 1U, 1000U, compare.rounds);
    takeNumber(problem, "seconds", raw.seconds, 0.1, 3600.0, compare.seconds);
    compare.connections.clear();
    std::istringstream items(raw.connections);
    for (std::string item; std::getline(items, item, ',');) {
        takeNumber(problem, "connections", item, std::size_t{1}, kMaxConnections,
                   compare.connections.emplace_back());
    }
    takeNumber(problem, "keys", raw.keys, std::size_t{1}, kMaxKeys, compare.keys);
    takeNumber(problem, "value-bytes", raw.valueBytes, std::size_t{1}, kMaxValueBytes,
               compare.valueBytes);
    takeNumber(problem, "follower-keys", raw.followerKeys, std::size_t{0}, kMaxKeys,
               compare.followerKeys);
    compare.wantsJson = given.count("json") != 0;
    if (problem.line) {
        return Refusal{*problem.line};
    }
    return compare;
}

}  // namespace quorate::bench
