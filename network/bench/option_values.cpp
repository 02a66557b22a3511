// SPDX-License-Identifier: Apache-2.0
#include "network/bench/option_values.h"

#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>

namespace quorate::bench {

namespace po = boost::program_options;

std::optional<std::string> storeOptions(const po::options_description& options,
                                        const std::vector<std::string>& arguments,
                                        po::variables_map& given) {
    namespace style = po::command_line_style;
    try {  // the library's own way of refusing
        po::store(po::command_line_parser(arguments)
                      .options(options)
                      .positional({})
                      .style(style::default_style & ~style::allow_guessing)
                      .run(),
                  given);
        po::notify(given);
    } catch (const po::error& error) {
        return error.what();
    }
    return std::nullopt;
}

}  // namespace quorate::bench
