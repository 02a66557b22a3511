// SPDX-License-Identifier: Apache-2.0
#include "network/bench/request_book.h"

#include <array>

#include "engine/base/random.h"
#include "network/api/base64.h"

namespace quorate::bench {

namespace {

constexpr std::string_view kKeyPrefix = "bench/q";
constexpr std::size_t kKeyDigits = 8;
/// Divisible by three.
constexpr std::size_t kKeyBytes = kKeyPrefix.size() + kKeyDigits;
static_assert(kKeyBytes % 3 == 0);

std::array<char, kKeyBytes> keyBytes(std::size_t key) {
    std::array<char, kKeyBytes> bytes{};
    kKeyPrefix.copy(bytes.data(), kKeyPrefix.size());
    for (std::size_t i = kKeyBytes; i > kKeyPrefix.size(); --i) {
        bytes[i - 1] = static_cast<char>('0' + key % 10);
        key /= 10;
    }
    return bytes;
}

std::string encoded(std::string_view bytes) {
    std::string text;
    network::appendBase64(text, bytes);
    return text;
}

std::string randomValue(Random& random, std::size_t size, bool isText) {
    std::string value(size, '\0');
    for (char& c : value) {
        const std::uint64_t number = random.next() >> 32U;
        c = static_cast<char>(isText ? 'a' + number % 26 : number % 256);
    }
    return value;
}

}  // namespace

std::string RequestBook::keyName(std::size_t key) {
    const auto bytes = keyBytes(key);
    return {bytes.data(), bytes.size()};
}

RequestBook::RequestBook(const LoadOptions& options, const std::string& host)
    : m_isEncoded(options.api == Api::Etcd),
      m_keyPlace(m_isEncoded ? encoded(keyName(0)) : keyName(0)) {
    Random random(options.seed);
    for (std::size_t i = 0; i < kValues; ++i) {
        const std::string value = randomValue(random, options.valueBytes, !m_isEncoded);
        m_puts.push_back(m_isEncoded ? request("POST /v3/kv/put",
                                               R"({"key":")" + m_keyPlace + R"(","value":")" +
                                                   encoded(value) + R"("})",
                                               host)
                                     : request("PUT /kv", m_keyPlace + "=" + value, host));
    }
    m_get = m_isEncoded
                ? request("POST /v3/kv/range",
                          R"({"key":")" + m_keyPlace +
                              (options.serializable ? R"(","serializable":true})" : R"("})"),
                          host)
                : request("GET /kv/" + m_keyPlace, {}, host);
}

RequestBook::Template RequestBook::request(std::string_view line, std::string_view body,
                                           const std::string& host) const {
    Template made;
    made.text = std::string(line) + " HTTP/1.1\r\nHost: " + host + "\r\n";
    if (!body.empty()) {
        made.text += m_isEncoded ? "Content-Type: application/json\r\n" : "";
        made.text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    made.text += "\r\n";
    made.text += body;
    made.keyAt = made.text.find(m_keyPlace);
    return made;
}

std::string_view RequestBook::fill(Template& request, std::size_t key) const {
    const auto bytes = keyBytes(key);
    const std::string_view name(bytes.data(), bytes.size());
    request.text.replace(request.keyAt, m_keyPlace.size(), m_isEncoded ? encoded(name) : name);
    return request.text;
}

std::string_view RequestBook::put(std::size_t key, std::size_t value) {
    return fill(m_puts[value % kValues], key);
}

std::string_view RequestBook::get(std::size_t key) {
    return fill(m_get, key);
}

}  // namespace quorate::bench
