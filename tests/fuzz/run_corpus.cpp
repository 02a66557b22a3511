// SPDX-License-Identifier: Apache-2.0

// A main for a fuzzer where libFuzzer is not to be had: gives LLVMFuzzerTestOneInput every file of
// a corpus, and a number of variations of each. The variations depend on the seed, on the file's
// name and on nothing else, so that a failure comes back.
//
//     fuzz_x [--mutations=N] [--seed=N] PATH...
//
// A PATH is a folder (its files in order of name, each with its variations) or a file (as it is).
// An input that ends the process is written to failing-input, and its name is said.

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "tests/fuzz/fuzz_target.h"

using quorate::Random;

namespace {

constexpr const char* kFailingInput = "failing-input";
constexpr std::size_t kLongestInput = 65536;

/// What is being tried, for the signal handler, which may not allocate.
struct Trial {
    const std::string* name{};
    const std::string* input{};
};

Trial& currentTrial() {
    static Trial trial;
    return trial;
}

void writeAll(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written <= 0) {
            return;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void reportFailingInput(int signal) {
    const Trial trial = currentTrial();
    if (trial.input != nullptr) {
        for (const std::string_view text :
             {std::string_view("\nfailed on "), std::string_view(*trial.name),
              std::string_view("; give the file "), std::string_view(kFailingInput),
              std::string_view(" to this program to see it again\n")}) {
            writeAll(STDERR_FILENO, text);
        }
        const int file = ::open(kFailingInput, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (file >= 0) {
            writeAll(file, *trial.input);
            ::close(file);
        }
    }
    std::signal(signal, SIG_DFL);
    ::raise(signal);
}

void run(const std::string& name, const std::string& input) {
    currentTrial() = {&name, &input};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    currentTrial() = {};
}

/// One small change, of the kinds that upset decoders: bits, lengths, repeats, cuts, and the tail
/// of one input on the head of another.
void mutateOnce(std::string& input, const std::vector<std::string>& corpus, Random& random) {
    const std::size_t at = random.below(input.size() + 1);
    const std::size_t length = random.below(std::min<std::size_t>(input.size() - at, 16) + 1);
    const auto byte = static_cast<char>(random.below(256));
    switch (random.below(7)) {
    case 0:
        input.insert(at, 1, byte);
        break;
    case 1:
        input.erase(at, length);
        break;
    case 2:
        input.insert(at, input.substr(at, length));
        break;
    case 3:
        input.resize(at);
        break;
    case 4:
        input.replace(at, length, length, random.chance(1, 2) ? '\xff' : '\0');
        break;
    case 5: {
        const std::string& other = corpus[random.below(corpus.size())];
        input = input.substr(0, at) + other.substr(random.below(other.size() + 1));
        break;
    }
    default:
        if (at < input.size()) {
            const auto bit = static_cast<unsigned char>(1U << random.below(8));
            const auto old = static_cast<unsigned char>(input[at]);
            input[at] = static_cast<char>(old ^ bit);
        } else {
            input.push_back(byte);
        }
    }
}

std::string mutate(std::string input, const std::vector<std::string>& corpus, Random random) {
    for (std::uint64_t rounds = random.between(1, 6); rounds > 0; --rounds) {
        mutateOnce(input, corpus, random);
    }
    input.resize(std::min(input.size(), kLongestInput));
    return input;
}

std::optional<std::string> readFile(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return std::nullopt;
    }
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

struct Options {
    std::uint64_t mutations{2000};
    std::uint64_t seed{1};
    std::vector<std::filesystem::path> paths;
};

/// Nothing where the folder cannot be read or has no file: a corpus that got lost is a failure.
bool runFolder(const std::filesystem::path& folder, const Options& options) {
    std::error_code error;
    std::vector<std::filesystem::path> files(std::filesystem::directory_iterator(folder, error),
                                             std::filesystem::directory_iterator());
    std::sort(files.begin(), files.end());
    std::vector<std::string> corpus;
    for (const auto& file : files) {
        auto input = readFile(file);
        if (!input) {
            std::fprintf(stderr, "cannot read %s\n", file.c_str());
            return false;
        }
        corpus.push_back(std::move(*input));
    }
    if (corpus.empty()) {
        std::fprintf(stderr, "no corpus in %s\n", folder.c_str());
        return false;
    }
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        const std::string name = files[i].filename().string();
        run(name, corpus[i]);
        Random stream(options.seed);
        for (const char letter : name) {
            stream = stream.split(static_cast<unsigned char>(letter));
        }
        for (std::uint64_t n = 0; n < options.mutations; ++n) {
            run(name + ", mutation " + std::to_string(n),
                mutate(corpus[i], corpus, stream.split(n)));
        }
    }
    std::printf("%zu files with %ju mutations each: nothing found\n", corpus.size(),
                static_cast<std::uintmax_t>(options.mutations));
    return true;
}

bool runPath(const std::filesystem::path& path, const Options& options) {
    if (!std::filesystem::is_regular_file(path)) {
        return runFolder(path, options);
    }
    auto input = readFile(path);
    if (!input) {
        std::fprintf(stderr, "cannot read %s\n", path.c_str());
        return false;
    }
    run(path.string(), *input);
    return true;
}

std::optional<Options> parse(const std::vector<std::string>& arguments) {
    Options options;
    for (const std::string& argument : arguments) {
        const auto number = [&argument](std::size_t from) {
            return std::strtoull(argument.c_str() + from, nullptr, 10);
        };
        if (argument.starts_with("--mutations=")) {
            options.mutations = number(12);
        } else if (argument.starts_with("--seed=")) {
            options.seed = number(7);
        } else if (argument.starts_with("-")) {
            return std::nullopt;
        } else {
            options.paths.emplace_back(argument);
        }
    }
    if (options.paths.empty()) {
        return std::nullopt;
    }
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = parse({argv + 1, argv + argc});
    if (!options) {
        std::fprintf(stderr, "usage: %s [--mutations=N] [--seed=N] PATH...\n", argv[0]);
        return 2;
    }
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
        std::signal(signal, reportFailingInput);
    }
    bool passed = true;
    for (const auto& path : options->paths) {
        passed = runPath(path, *options) && passed;
    }
    return passed ? 0 : 1;
}
