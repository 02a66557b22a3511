// SPDX-License-Identifier: Apache-2.0
#include "network/bench/response_reader.h"

#include <algorithm>
#include <charconv>

namespace quorate::bench {

namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kLongestHead = 64UL * 1024;
constexpr std::size_t kLongestLine = 1024;
constexpr std::size_t kShownBody = 300;

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isSame(std::string_view text, std::string_view lowerCase) {
    return std::equal(text.begin(), text.end(), lowerCase.begin(), lowerCase.end(),
                      [](char a, char b) { return lowered(a) == b; });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

template <class Number>
bool parse(std::string_view text, Number& number, int base = 10) {
    const char* end = text.data() + text.size();
    const auto [position, error] = std::from_chars(text.data(), end, number, base);
    return error == std::errc() && position == end;
}

}  // namespace

void ResponseReader::reset() {
    m_part = Part::Head;
    m_text.clear();
    m_isDone = false;
}

ResponseReader::Step ResponseReader::feed(std::string_view bytes) {
    m_isDone = false;
    std::size_t consumed = 0;
    while (consumed < bytes.size()) {
        const std::string_view rest = bytes.substr(consumed);
        Step step;
        switch (m_part) {
        case Part::Head:
            step = feedHead(rest);
            break;
        case Part::Body:
        case Part::Chunk:
            step = feedBody(rest);
            break;
        case Part::ChunkSize:
        case Part::ChunkEnd:
        case Part::Trailer:
            step = feedLine(rest);
            break;
        }
        consumed += step.consumed;
        if (step.status == Status::Failed) {
            return {consumed, Status::Failed};
        }
        if (m_isDone) {
            return {consumed, Status::Done};
        }
    }
    return {consumed, Status::NeedMore};
}

ResponseReader::Step ResponseReader::feedHead(std::string_view bytes) {
    if (m_text.empty()) {
        // Nearly always it comes in one piece, and nothing need be copied.
        const std::size_t end = bytes.find(kHeadEnd);
        if (end != std::string_view::npos) {
            return {end + kHeadEnd.size(),
                    parseHead(bytes.substr(0, end)) ? Status::NeedMore : Status::Failed};
        }
    }
    const std::size_t before = m_text.size();
    m_text.append(bytes);
    const std::size_t end = m_text.find(kHeadEnd, before < 3 ? 0 : before - 3);
    if (end == std::string::npos) {
        return {bytes.size(), m_text.size() > kLongestHead ? Status::Failed : Status::NeedMore};
    }
    const bool isGood = parseHead(std::string_view(m_text).substr(0, end));
    m_text.clear();
    return {end + kHeadEnd.size() - before, isGood ? Status::NeedMore : Status::Failed};
}

bool ResponseReader::parseHead(std::string_view head) {
    // HTTP/1.1 200 OK
    constexpr std::size_t kStatusAt = 9;
    constexpr std::size_t kStatusSize = 3;
    if (!head.starts_with("HTTP/1.") || head.size() < kStatusAt + kStatusSize ||
        !parse(head.substr(kStatusAt, kStatusSize), m_httpStatus)) {
        return false;
    }
    m_keepsAlive = head[7] == '1';
    m_bodyBytes = 0;
    m_failureBody.clear();
    m_left = 0;
    bool isChunked = false;
    for (std::size_t at = head.find(kLineEnd); at != std::string_view::npos;) {
        at += kLineEnd.size();
        const std::size_t end = head.find(kLineEnd, at);
        const std::string_view line = head.substr(at, end - at);
        const std::size_t colon = std::min(line.find(':'), line.size());
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = trimmed(line.substr(std::min(colon + 1, line.size())));
        if (isSame(name, "content-length")) {
            if (!parse(value, m_left)) {
                return false;
            }
        } else if (isSame(name, "transfer-encoding")) {
            isChunked = isSame(value, "chunked");
        } else if (isSame(name, "connection")) {
            m_keepsAlive = !isSame(value, "close");
        }
        at = end;
    }
    if (m_httpStatus / 100 == 1) {
        return true;  // the answer is still to come
    }
    m_part = isChunked ? Part::ChunkSize : Part::Body;
    if (!isChunked && m_left == 0) {
        m_part = Part::Head;
        m_isDone = true;
    }
    return true;
}

ResponseReader::Step ResponseReader::feedBody(std::string_view bytes) {
    const std::size_t taken = std::min(m_left, bytes.size());
    if (m_httpStatus / 100 != 2 && m_failureBody.size() < kShownBody) {
        m_failureBody += bytes.substr(0, std::min(taken, kShownBody - m_failureBody.size()));
    }
    m_bodyBytes += taken;
    m_left -= taken;
    if (m_left == 0) {
        m_isDone = m_part == Part::Body;
        m_part = m_isDone ? Part::Head : Part::ChunkEnd;
    }
    return {taken, Status::NeedMore};
}

ResponseReader::Step ResponseReader::feedLine(std::string_view bytes) {
    const std::size_t newline = bytes.find('\n');
    const std::size_t taken = newline == std::string_view::npos ? bytes.size() : newline + 1;
    m_text += bytes.substr(0, taken);
    if (m_text.size() > kLongestLine) {
        return {taken, Status::Failed};
    }
    if (newline == std::string_view::npos) {
        return {taken, Status::NeedMore};
    }
    const bool isGood = m_text.ends_with(kLineEnd) &&
                        takeLine(std::string_view(m_text).substr(0, m_text.size() - 2));
    m_text.clear();
    return {taken, isGood ? Status::NeedMore : Status::Failed};
}

bool ResponseReader::takeLine(std::string_view line) {
    switch (m_part) {
    case Part::ChunkSize:
        m_part = Part::Chunk;
        if (!parse(trimmed(line.substr(0, line.find(';'))), m_left, 16)) {
            return false;
        }
        if (m_left == 0) {
            m_part = Part::Trailer;
        }
        return true;
    case Part::ChunkEnd:
        m_part = Part::ChunkSize;
        return line.empty();
    default:  // lines of a trailer, of which an empty one is the last
        m_isDone = line.empty();
        m_part = m_isDone ? Part::Head : Part::Trailer;
        return true;
    }
}

}  // namespace quorate::bench
