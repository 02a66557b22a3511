// SPDX-License-Identifier: Apache-2.0
#include "network/bench/load_options.h"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <boost/program_options/variables_map.hpp>
#include <optional>
#include <sstream>

#include "network/bench/option_values.h"

namespace quorate::bench {

namespace po = boost::program_options;

namespace {

constexpr std::size_t kMaxConnections = 20'000;
constexpr std::size_t kMaxValueBytes = 1024UL * 1024;
constexpr std::uint32_t kMaxTimeoutMs = 3'600'000;
constexpr double kMaxSeconds = 86'400;

/// As text, since what is negative or no number is to be refused in our words.
struct Raw {
    std::string endpoints;
    std::string api;
    std::string operation;
    std::string puts;
    std::string connections;
    std::string keys;
    std::string keyOrder;
    std::string valueBytes;
    std::string seconds;
    std::string warmUp;
    std::string requests;
    std::string timeoutMs;
    std::string seed;
    std::string pids;
};

po::options_description describeOptions(Raw& raw) {
    const auto text = [](std::string& place, const char* fallback) {
        return po::value(&place)->default_value(fallback);
    };
    po::options_description options("Options", 100, 56);
    // clang-format off
    options.add_options()
        ("help,h", "Show this text.")
        ("endpoints", text(raw.endpoints, "127.0.0.1:2379"),
            "Client ports, HOST:PORT,...; connections are shared out among them in turn.")
        ("api", text(raw.api, "etcd"), "etcd: its v3 API in JSON, or plain: PUT /kv and GET /kv/KEY.")
        ("operation", text(raw.operation, "put"), "put, get or mixed.")
        ("puts", text(raw.puts, "50"), "With mixed: how many of 100 requests are puts.")
        ("serializable", "Gets may be answered from what the one node has (api etcd only).")
        ("connections", text(raw.connections, "64"), "Each has one request under way.")
        ("keys", text(raw.keys, "10000"), "How many different keys there are.")
        ("key-order", text(raw.keyOrder, "random"),
            "random, or sequential: each key once, then from the first again.")
        ("value-bytes", text(raw.valueBytes, "256"), "The size of a value.")
        ("seconds", text(raw.seconds, "10"), "How long it is measured.")
        ("warm-up", text(raw.warmUp, "1"), "Seconds of load before that.")
        ("requests", text(raw.requests, "0"), "End after so many answers, if earlier; 0 for no such end.")
        ("timeout-ms", text(raw.timeoutMs, "5000"), "What has no answer by then is an error.")
        ("seed", text(raw.seed, "1"), "Of the order of keys and of the values.")
        ("pids", text(raw.pids, ""), "Processes of the servers, PID,...: reports their CPU and memory.")
        ("json", "Print one object instead of a table.");
    // clang-format on
    return options;
}

std::string helpText(const po::options_description& options) {
    std::ostringstream text;
    text << "Usage: quorate-bench [options]\n"
            "Puts load on a cluster that runs, from one thread, and prints throughput, latencies "
            "and errors.\n"
            "Each connection sends its next request when the last one is answered.\n\n"
         << options
         << "\nquorate-bench compare --help: Quorate and etcd next to each other.\n"
            "Exit codes: 0 measured, 1 nothing was answered, 2 the command line makes no sense.\n";
    return text.str();
}

void takeEndpoints(Problem& problem, const std::string& text, LoadOptions& options) {
    std::istringstream items(text);
    for (std::string item; std::getline(items, item, ',');) {
        auto address = network::PeerAddress::parse(item);
        if (!address) {
            problem.line = "--endpoints: '" + item + "' is no address; write HOST:PORT,...";
            return;
        }
        options.endpoints.push_back(std::move(*address));
    }
    if (options.endpoints.empty()) {
        problem.line = "--endpoints names none; write HOST:PORT,...";
    }
}

void takePids(Problem& problem, const std::string& text, LoadOptions& options) {
    std::istringstream items(text);
    for (std::string item; std::getline(items, item, ',');) {
        takeNumber(problem, "pids", item, 1, 1 << 30, options.pids.emplace_back());
    }
}

std::variant<LoadOptions, HelpText, Refusal> take(const Raw& raw, const po::variables_map& given) {
    LoadOptions options;
    Problem problem;
    takeEndpoints(problem, raw.endpoints, options);
    takeChoice<Api>(problem, "api", raw.api, {{"etcd", Api::Etcd}, {"plain", Api::Plain}},
                    options.api);
    unsigned mixedPuts = 0;
    takeNumber(problem, "puts", raw.puts, 0U, 100U, mixedPuts);
    takeChoice<unsigned>(problem, "operation", raw.operation,
                         {{"put", 100U}, {"get", 0U}, {"mixed", mixedPuts}}, options.putPercent);
    takeNumber(problem, "connections", raw.connections, std::size_t{1}, kMaxConnections,
               options.connections);
    takeNumber(problem, "keys", raw.keys, std::size_t{1}, kMaxKeys, options.keys);
    takeChoice<KeyOrder>(problem, "key-order", raw.keyOrder,
                         {{"random", KeyOrder::Random}, {"sequential", KeyOrder::Sequential}},
                         options.keyOrder);
    takeNumber(problem, "value-bytes", raw.valueBytes, std::size_t{0}, kMaxValueBytes,
               options.valueBytes);
    takeNumber(problem, "seconds", raw.seconds, 0.001, kMaxSeconds, options.seconds);
    takeNumber(problem, "warm-up", raw.warmUp, 0.0, kMaxSeconds, options.warmUpSeconds);
    takeNumber(problem, "requests", raw.requests, std::uint64_t{0}, ~std::uint64_t{0},
               options.requests);
    takeNumber(problem, "timeout-ms", raw.timeoutMs, 1U, kMaxTimeoutMs, options.timeoutMs);
    takeNumber(problem, "seed", raw.seed, std::uint64_t{0}, ~std::uint64_t{0}, options.seed);
    takePids(problem, raw.pids, options);
    options.serializable = given.count("serializable") != 0;
    options.wantsJson = given.count("json") != 0;
    if (!problem.line && options.serializable && options.api == Api::Plain) {
        problem.line = "--serializable: the plain API has no such gets; add --api etcd";
    }
    if (!problem.line && !given["puts"].defaulted() && raw.operation != "mixed") {
        problem.line = "--puts goes with --operation mixed";
    }
    if (problem.line) {
        return Refusal{*problem.line};
    }
    return options;
}

}  // namespace

std::variant<LoadOptions, HelpText, Refusal> parseLoadOptions(
    const std::vector<std::string>& arguments) {
    Raw raw;
    const po::options_description options = describeOptions(raw);
    po::variables_map given;
    if (const auto problem = storeOptions(options, arguments, given)) {
        return Refusal{*problem + "; quorate-bench --help lists the options"};
    }
    if (given.count("help") != 0) {
        return HelpText{helpText(options)};
    }
    return take(raw, given);
}

}  // namespace quorate::bench
