// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/conf_change.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "engine/raft/codec.h"

namespace quorate::raft {

namespace {

template <class Change>
Entry entryWith(EntryType type, const Change& change) {
    std::string data;
    encode(change, data);
    Entry entry;
    entry.type = type;
    entry.data = Bytes::copyOf(data);
    return entry;
}

Result<ConfChangeSingle> parseOne(std::string_view word) {
    ConfChangeSingle change;
    switch (word.front()) {
    case 'v':
        change.type = ConfChangeType::AddNode;
        break;
    case 'l':
        change.type = ConfChangeType::AddLearnerNode;
        break;
    case 'r':
        change.type = ConfChangeType::RemoveNode;
        break;
    case 'u':
        change.type = ConfChangeType::UpdateNode;
        break;
    default:
        return Error(ErrorCode::InvalidArgument,
                     "unknown change \"" + std::string(word) + "\": v, l, r or u and an id");
    }
    std::uint64_t id = 0;
    const char* end = word.data() + word.size();
    const auto parsed = std::from_chars(word.data() + 1, end, id);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
        return Error(ErrorCode::InvalidArgument,
                     "\"" + std::string(word) + "\" does not end in an id");
    }
    change.nodeId = NodeId(id);
    return change;
}

}  // namespace

ConfChangeV2 toV2(const ConfChange& change) {
    return {ConfChangeTransition::Auto, {change.change}, change.context};
}

Result<ConfChangeV2> confChangeOf(const Entry& entry) {
    switch (entry.type) {
    case EntryType::ConfChange: {
        auto change = decodeConfChange(entry.data);
        return change ? Result<ConfChangeV2>(toV2(*change)) : change.error();
    }
    case EntryType::ConfChangeV2:
        return decodeConfChangeV2(entry.data);
    case EntryType::Normal:
        break;
    }
    return Error(ErrorCode::InvalidArgument,
                 "entry " + toString(entry.index) + " holds no configuration change");
}

Entry toEntry(const ConfChange& change) {
    return entryWith(EntryType::ConfChange, change);
}

Entry toEntry(const ConfChangeV2& change) {
    return entryWith(EntryType::ConfChangeV2, change);
}

Result<std::vector<ConfChangeSingle>> parseConfChanges(const std::string& text) {
    constexpr std::string_view kSpace = " \t\r\n";
    std::vector<ConfChangeSingle> changes;
    const std::string_view all(text);
    for (std::size_t at = all.find_first_not_of(kSpace); at != std::string_view::npos;) {
        const std::size_t end = std::min(all.find_first_of(kSpace, at), all.size());
        auto change = parseOne(all.substr(at, end - at));
        if (!change) {
            return change.error();
        }
        changes.push_back(*change);
        at = all.find_first_not_of(kSpace, end);
    }
    return changes;
}

std::string toString(const std::vector<ConfChangeSingle>& changes) {
    std::string text;
    for (const ConfChangeSingle& change : changes) {
        if (!text.empty()) {
            text += ' ';
        }
        switch (change.type) {
        case ConfChangeType::AddNode:
            text += 'v';
            break;
        case ConfChangeType::AddLearnerNode:
            text += 'l';
            break;
        case ConfChangeType::RemoveNode:
            text += 'r';
            break;
        case ConfChangeType::UpdateNode:
            text += 'u';
            break;
        }
        text += std::to_string(change.nodeId.value());
    }
    return text;
}

}  // namespace quorate::raft
