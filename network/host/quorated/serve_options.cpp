// SPDX-License-Identifier: Apache-2.0
#include "network/host/quorated/serve_options.h"

#include <algorithm>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <boost/program_options/variables_map.hpp>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <sstream>

#include "engine/observe/event_source.h"

namespace quorate::network {

namespace po = boost::program_options;

namespace {

/// A member that is heard of gets what it lacks from the log in any case, within bounds.
constexpr std::uint64_t kCatchUpEntries = 2'500;

struct Raw {
    std::uint64_t id{0};
    std::string name;
    std::string peers;
    std::string listenPeer;
    std::string listenClient;
    std::uint16_t peerPort{0};
    std::uint16_t clientPort{0};
    std::string hostNames;
    std::string dataDirectory;
    std::string cluster;
    std::uint32_t electionMs{0};
    std::uint32_t heartbeatMs{0};
    std::uint32_t tickMs{0};
    std::uint64_t snapshotEntries{0};
    std::uint64_t snapshotBytes{0};
    std::uint64_t catchUpEntries{0};
    std::string movedPeers;
    std::int64_t observeEpoch{0};
    std::uint64_t observeFirst{0};
    std::uint64_t observeCause{0};
    std::string allowFaults;
    std::string logLevel;
    std::string config;
};

po::options_description describeOptions(Raw& raw) {
    po::options_description options("Options of a node", 100, 60);
    // clang-format off
    options.add_options()
        ("help,h", "Show this text.")
        ("id", po::value(&raw.id), "The node's id, from 1. Needed.")
        ("name", po::value(&raw.name), "Its name, for people (default: node<id>).")
        ("peers", po::value(&raw.peers),
            "The first members: addresses whose position gives the id, http://HOST:PORT,..., "
            "or 1=HOST:PORT,2=HOST:PORT,... (default: this node alone).")
        ("join", "Join a cluster that was told to add this node, instead of starting one.")
        ("listen-peer", po::value(&raw.listenPeer), "HOST:PORT for the other members.")
        ("peer-port", po::value(&raw.peerPort), "The same on 127.0.0.1 (default: as in --peers, or 2380).")
        ("listen-client", po::value(&raw.listenClient),
            "HOST:PORT for clients. The port asks nobody who they are.")
        ("client-port", po::value(&raw.clientPort), "The same on 127.0.0.1 (default: 2379).")
        ("host-names", po::value(&raw.hostNames),
            "Names by which clients reach the client port, NAME,..., besides localhost, addresses, "
            "and those of --listen-client and --peers; * for any. Requests for other names are "
            "refused, since they may be a web page's.")
        ("data-dir", po::value(&raw.dataDirectory),
            "Where it keeps its log, snapshots and state (default: quorated-<id>.data).")
        ("cluster", po::value(&raw.cluster)->default_value("quorate"),
            "A name that the members of one cluster share.")
        ("election-ms", po::value(&raw.electionMs)->default_value(1000),
            "A follower that hears nothing for so long, up to twice that, campaigns.")
        ("heartbeat-ms", po::value(&raw.heartbeatMs)->default_value(100),
            "A leader sends heartbeats this often; well below --election-ms.")
        ("tick-ms", po::value(&raw.tickMs),
            "The step of its clock, a part of --heartbeat-ms (default: all of it). Timeouts are "
            "drawn in such steps.")
        ("snapshot-entries", po::value(&raw.snapshotEntries)->default_value(0),
            "A snapshot is taken after so many entries; 0: only when a member needs one.")
        ("snapshot-bytes", po::value(&raw.snapshotBytes)->default_value(0),
            "Or after so many bytes of them; 0: likewise.")
        ("catch-up-entries", po::value(&raw.catchUpEntries)->default_value(kCatchUpEntries),
            "Entries that stay in the log, and in memory, for members that are a little behind.")
        ("moved-peers", po::value(&raw.movedPeers),
            "Where members are now, as in --peers, whatever the membership says: for a cluster "
            "whose members were all moved while it was down.")
        ("end-with-input",
            "End when standard input ends: for a program that starts nodes and may be killed.")
        ("observe-first", po::value(&raw.observeFirst),
            "Record what happens from the start on, and count events from here: a reader of GET "
            "/observe that comes soon misses nothing. Else it is recorded while somebody reads.")
        ("observe-epoch", po::value(&raw.observeEpoch),
            "Likewise from the start on, with the moments of events in nanoseconds since this one of "
            "CLOCK_MONOTONIC.")
        ("observe-cause", po::value(&raw.observeCause),
            "The event that brought about this start, by its number in the recording.")
        ("allow-faults", po::value(&raw.allowFaults)->default_value("no")->implicit_value("limited"),
            "Clients may cut links of this node, make them slow or lossy, its disk slow, failing or full, "
            "fire its election timer, pause and stop it: POST /faults/... at the client port. Each fault ends by itself, after an hour at the latest; "
            "with --allow-faults=unlimited also only when it is ended. For trials; never where strangers "
            "reach the port.")
        ("log-level", po::value(&raw.logLevel)->default_value("info"),
            "debug, info, warning or error.")
        ("config", po::value(&raw.config), "A file with lines `option = value`.");
    // clang-format on
    return options;
}

std::string helpText(const po::options_description& options) {
    std::ostringstream text;
    text
        << "Usage: quorated --id=ID [options]\n"
           "Starts one node of a replicated key-value store. Every option can also be given as an\n"
           "environment variable, QUORATED_DATA_DIR for --data-dir, or in the file of --config; "
           "the\n"
           "command line counts first, then the environment, then the file.\n\n"
        << options
        << "\nA new cluster of three starts when all three nodes have met once, one of five when "
           "four have;\n"
           "later a majority is enough. A node that lost its disk is turned away until it is "
           "removed and\n"
           "added again (DELETE and POST /conf at any node that runs).\n"
        << "\nVerbs that look at a data directory: quorated help.\n"
           "Exit codes: 0 ended when told to, 1 the node failed or could not start, 2 the command "
           "line makes no sense.\n";
    return text.str();
}

struct Address {
    std::string host;
    std::uint16_t port{0};
};

/// HOST:PORT, [IPV6]:PORT, either with http:// before it.
std::optional<Address> parseAddress(std::string text) {
    constexpr std::string_view kScheme = "http://";
    if (text.starts_with(kScheme)) {
        text.erase(0, kScheme.size());
    }
    if (!text.empty() && text.back() == '/') {
        text.pop_back();
    }
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) {
        return std::nullopt;
    }
    Address address;
    address.host = text.substr(0, colon);
    const char* first = text.data() + colon + 1;
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(first, last, address.port);
    if (error != std::errc() || end != last || address.port == 0) {
        return std::nullopt;
    }
    if (address.host.front() == '[' && address.host.back() == ']') {
        address.host = address.host.substr(1, address.host.size() - 2);
    }
    return address;
}

std::string refusePeers(const char* option, const std::string& item) {
    return std::string(option) + ": '" + item +
           "' is no address; write http://HOST:PORT or ID=HOST:PORT";
}

/// The first problem, or nothing.
std::optional<std::string> takePeers(const char* option, const std::string& text,
                                     std::map<raft::NodeId, std::string>& peers) {
    std::istringstream items(text);
    std::string item;
    std::uint64_t position = 0;
    while (std::getline(items, item, ',')) {
        ++position;
        std::uint64_t id = position;
        std::string address = item;
        const std::size_t equals = item.find('=');
        if (equals != std::string::npos) {
            const auto [end, error] = std::from_chars(item.data(), item.data() + equals, id);
            if (error != std::errc() || end != item.data() + equals || id == 0) {
                return refusePeers(option, item);
            }
            address = item.substr(equals + 1);
        }
        if (!parseAddress(address)) {
            return refusePeers(option, item);
        }
        if (!address.starts_with("http://")) {
            address = "http://" + address;
        }
        if (!peers.emplace(raft::NodeId(id), address).second) {
            return std::string(option) + " names node " + std::to_string(id) + " twice";
        }
    }
    return std::nullopt;
}

std::optional<std::string> takeListen(const po::variables_map& given, const char* listenName,
                                      const std::string& listen, const char* portName,
                                      std::uint16_t port, std::string& host,
                                      std::uint16_t& hostPort) {
    if (given.count(listenName) != 0 && given.count(portName) != 0) {
        return std::string("--") + listenName + " and --" + portName +
               " say the same thing twice; give one of them";
    }
    if (given.count(portName) != 0) {
        hostPort = port;
    }
    if (given.count(listenName) != 0) {
        const auto address = parseAddress(listen);
        if (!address) {
            return std::string("--") + listenName + ": '" + listen +
                   "' is no address; write HOST:PORT";
        }
        host = address->host;
        hostPort = address->port;
    }
    return std::nullopt;
}

std::optional<std::string> takeTimes(const Raw& raw, HostConfig& host) {
    if (raw.heartbeatMs == 0 || raw.electionMs < 3 * raw.heartbeatMs) {
        return "--election-ms must be at least three times --heartbeat-ms, which must not be 0";
    }
    host.tickMs = raw.tickMs == 0 ? raw.heartbeatMs : raw.tickMs;
    if (raw.heartbeatMs % host.tickMs != 0) {
        return "--heartbeat-ms must be a multiple of --tick-ms";
    }
    host.node.raft.heartbeatTicks = raw.heartbeatMs / host.tickMs;
    host.node.raft.electionTicks = raw.electionMs / host.tickMs;
    return std::nullopt;
}

std::optional<int> logLevelOf(const std::string& name) {
    const std::vector<std::string> names{"debug", "info", "warning", "error"};
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<int>(found - names.begin()));
}

std::optional<FaultPermission> permissionOf(const std::string& name) {
    if (name == "no") {
        return FaultPermission::No;
    }
    if (name == "limited") {
        return FaultPermission::Limited;
    }
    return name == "unlimited" ? std::optional(FaultPermission::Unlimited) : std::nullopt;
}

std::optional<std::string> take(const po::variables_map& given, const Raw& raw,
                                ServeOptions& options) {
    HostConfig& host = options.host;
    if (raw.id == 0) {
        return "--id is missing: give the node's id, --id=1";
    }
    host.id = raft::NodeId(raw.id);
    host.node.raft.id = host.id;
    host.name = raw.name.empty() ? "node" + std::to_string(raw.id) : raw.name;
    host.clusterName = raw.cluster;
    host.isJoining = given.count("join") != 0;
    host.dataDirectory = raw.dataDirectory.empty() ? "quorated-" + std::to_string(raw.id) + ".data"
                                                   : raw.dataDirectory;
    if (auto problem = takePeers("--peers", raw.peers, host.peers)) {
        return problem;
    }
    if (auto problem = takePeers("--moved-peers", raw.movedPeers, host.movedPeers)) {
        return problem;
    }
    const auto own = host.peers.find(host.id);
    if (!host.peers.empty() && own == host.peers.end() && !host.isJoining) {
        return "--peers does not name node " + std::to_string(raw.id) +
               " itself; add it, or give --join if the cluster runs already";
    }
    if (host.isJoining && host.peers.empty()) {
        return "--join needs --peers: at least one member that runs";
    }
    if (own != host.peers.end()) {
        host.peerPort = parseAddress(own->second)->port;
    }
    if (auto problem = takeListen(given, "listen-peer", raw.listenPeer, "peer-port", raw.peerPort,
                                  host.peerHost, host.peerPort)) {
        return problem;
    }
    if (auto problem = takeListen(given, "listen-client", raw.listenClient, "client-port",
                                  raw.clientPort, host.clientHost, host.clientPort)) {
        return problem;
    }
    std::istringstream names(raw.hostNames);
    for (std::string name; std::getline(names, name, ',');) {
        host.hostNames.push_back(name);
    }
    if (own != host.peers.end()) {
        host.hostNames.push_back(parseAddress(own->second)->host);
    }
    if (host.peers.empty()) {
        host.peers[host.id] = "http://" + host.peerHost + ":" + std::to_string(host.peerPort);
    }
    if (auto problem = takeTimes(raw, host)) {
        return problem;
    }
    constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
    host.node.snapshotEntries = raw.snapshotEntries == 0 ? kNever : raw.snapshotEntries;
    host.node.snapshotBytes = raw.snapshotBytes == 0 ? kNever : raw.snapshotBytes;
    host.node.catchUpEntries = raw.catchUpEntries;
    options.endsWithInput = given.count("end-with-input") != 0;
    if (given.count("observe-first") != 0 && raw.observeFirst == 0) {
        return "--observe-first: events are counted from 1";
    }
    if (raw.observeFirst > observe::kMaxSequence) {
        return "--observe-first must be below 2^48";
    }
    host.observing.epochNs = raw.observeEpoch;
    host.observing.firstSequence = raw.observeFirst;
    host.observing.startCause = raft::EventId(raw.observeCause);
    host.observing.recordsFromStart =
        given.count("observe-first") != 0 || given.count("observe-epoch") != 0;
    const auto faults = permissionOf(raw.allowFaults);
    if (!faults) {
        return "--allow-faults: '" + raw.allowFaults +
               "' is none; write --allow-faults, or --allow-faults=unlimited";
    }
    host.faults = *faults;
    const auto level = logLevelOf(raw.logLevel);
    if (!level) {
        return "--log-level: '" + raw.logLevel + "' is none; write debug, info, warning or error";
    }
    options.logLevel = *level;
    return std::nullopt;
}

/// QUORATED_DATA_DIR is --data-dir; variables that name no option are somebody else's.
std::string optionOfVariable(const po::options_description& options, const std::string& variable) {
    constexpr std::string_view kPrefix = "QUORATED_";
    if (!variable.starts_with(kPrefix)) {
        return {};
    }
    std::string name = variable.substr(kPrefix.size());
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return options.find_nothrow(name, false) != nullptr ? name : std::string();
}

}  // namespace

std::variant<ServeOptions, ServeHelp, ServeRefusal> parseServeOptions(
    const std::vector<std::string>& arguments) {
    Raw raw;
    const po::options_description options = describeOptions(raw);
    po::variables_map given;
    try {  // the library's own way of refusing
        po::store(po::command_line_parser(arguments).options(options).positional({}).run(), given);
        po::store(po::parse_environment(options,
                                        [&options](const std::string& variable) {
                                            return optionOfVariable(options, variable);
                                        }),
                  given);
        if (given.count("help") != 0) {
            return ServeHelp{helpText(options)};
        }
        if (given.count("config") != 0) {
            const auto path = given["config"].as<std::string>();
            std::ifstream file(path);
            if (!file) {
                return ServeRefusal{"--config: '" + path + "' cannot be read"};
            }
            po::store(po::parse_config_file(file, options), given);
        }
        po::notify(given);
    } catch (const po::error& error) {
        return ServeRefusal{std::string(error.what()) + "; quorated --help lists the options"};
    }
    ServeOptions result;
    if (auto problem = take(given, raw, result)) {
        return ServeRefusal{*problem};
    }
    return result;
}

}  // namespace quorate::network
