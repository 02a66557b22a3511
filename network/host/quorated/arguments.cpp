// SPDX-License-Identifier: Apache-2.0
#include "network/host/quorated/arguments.h"

#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <charconv>

namespace quorate::host {

namespace options = boost::program_options;

namespace {

/// What stands by itself.
constexpr const char* kPlaces = "places";

Error wrong(const std::string& text) {
    return {ErrorCode::InvalidArgument, text};
}

/// Its exceptions, whose texts say what is wrong and not what would be right, end here.
Result<options::variables_map> parse(const options::options_description& known,
                                     const Arguments& arguments) {
    options::options_description all(known);
    all.add_options()(kPlaces, options::value<std::vector<std::string>>());
    options::positional_options_description places;
    places.add(kPlaces, -1);
    namespace style = options::command_line_style;
    try {
        options::variables_map values;
        options::store(options::command_line_parser(arguments)
                           .options(all)
                           .positional(places)
                           .style(style::default_style & ~style::allow_guessing)
                           .run(),
                       values);
        return values;
    } catch (const options::unknown_option& error) {
        return wrong("there is no option " + error.get_option_name() + "; there are " +
                     namesOf(known));
    } catch (const options::multiple_occurrences& error) {
        return wrong(error.get_option_name() + " is there twice: give it once");
    } catch (const options::error& error) {
        return wrong(std::string(error.what()) + "; the options are " + namesOf(known));
    }
}

}  // namespace

std::string namesOf(const options::options_description& known) {
    std::string names;
    for (const auto& option : known.options()) {
        names += (names.empty() ? "--" : ", --") + option->long_name();
    }
    return names;
}

Result<PlacedArguments> parsePlacedArguments(const options::options_description& known,
                                             const Arguments& arguments) {
    auto values = parse(known, arguments);
    if (!values) {
        return values.error();
    }
    PlacedArguments result;
    result.options = std::move(values).value();
    if (result.options.count(kPlaces) > 0) {
        result.places = result.options[kPlaces].as<std::vector<std::string>>();
    }
    return result;
}

Result<DirectoryArguments> parseDirectoryArguments(const options::options_description& known,
                                                   const Arguments& arguments) {
    auto placed = parsePlacedArguments(known, arguments);
    if (!placed) {
        return placed.error();
    }
    DirectoryArguments result;
    result.options = std::move(placed->options);
    result.wantsHelp = result.options.count("help") > 0;
    if (result.wantsHelp) {
        return result;
    }
    const std::vector<std::string>& directories = placed->places;
    if (directories.size() != 1 || directories.front().empty()) {
        return wrong("name the directory of one node, as in 'DIR'; " +
                     std::to_string(directories.size()) + " were named");
    }
    result.directory = directories.front();
    return result;
}

Result<std::optional<std::uint64_t>> numberOf(const DirectoryArguments& arguments,
                                              const std::string& option) {
    if (arguments.options.count(option) == 0) {
        return std::optional<std::uint64_t>();
    }
    const auto& text = arguments.options[option].as<std::string>();
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [position, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || position != end) {
        return wrong("--" + option + " takes the index of an entry, as in --" + option +
                     " 12, and not '" + text + "'");
    }
    return std::optional(number);
}

}  // namespace quorate::host
