// SPDX-License-Identifier: Apache-2.0
#include "storage/identity_file.h"

#include "engine/base/little_endian.h"
#include "storage/crc32c.h"

namespace quorate::storage {

namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::string_view kIdentityMagic = "QUORNODE";
constexpr std::string_view kPeersMagic = "QUORPEER";
constexpr std::size_t kFrontSize = 16;
constexpr std::size_t kChecksumSize = 4;
constexpr std::size_t kIdentityFields = 4;
constexpr std::size_t kPeerSize = 16;
/// Far more peers than there can be.
constexpr std::uint64_t kLargestFile = std::uint64_t{1024} * 1024;

void append32(std::uint32_t value, std::string& out) {
    char bytes[4];
    storeLittleEndian(bytes, value);
    out.append(bytes, sizeof bytes);
}

void append64(std::uint64_t value, std::string& out) {
    char bytes[8];
    storeLittleEndian(bytes, value);
    out.append(bytes, sizeof bytes);
}

std::uint64_t number(std::string_view fields, std::size_t index) {
    return loadLittleEndian<std::uint64_t>(fields.data() + index * 8);
}

/// Letters, version, a number of 32 bits; fields; checksum.
std::string framed(std::string_view magic, std::uint32_t value, std::string_view fields) {
    std::string bytes(magic);
    append32(kVersion, bytes);
    append32(value, bytes);
    bytes += fields;
    append32(crc32c(bytes), bytes);
    return bytes;
}

/// The fields of bytes that are framed so.
Result<std::string_view> unframed(std::string_view magic, std::string_view bytes) {
    if (bytes.size() < kFrontSize + kChecksumSize || !bytes.starts_with(magic)) {
        return Error(ErrorCode::Corrupted, "it does not begin with " + std::string(magic));
    }
    const std::string_view checked = bytes.substr(0, bytes.size() - kChecksumSize);
    if (crc32c(checked) != loadLittleEndian<std::uint32_t>(bytes.data() + checked.size())) {
        return Error(ErrorCode::Corrupted, "its checksum is wrong");
    }
    const auto version = loadLittleEndian<std::uint32_t>(bytes.data() + magic.size());
    if (version > kVersion) {
        return Error(ErrorCode::FailedPrecondition,
                     "it was written by a later version, in format " + std::to_string(version) +
                         ": use that one");
    }
    if (version == 0) {
        return Error(ErrorCode::Corrupted, "its version cannot be");
    }
    return checked.substr(kFrontSize);
}

template <class Value, class Decode>
Result<Value> readWith(FileSystem& files, const std::string& path, const Decode& decode) {
    const auto bytes = readFile(files, path, kLargestFile);
    if (!bytes) {
        return bytes.error();
    }
    auto value = decode(*bytes);
    if (!value) {
        return Error(value.error().code, path + ": " + value.error().message);
    }
    return value;
}

}  // namespace

std::string encodeIdentity(const node::NodeIdentity& identity) {
    std::string fields;
    append64(identity.cluster, fields);
    append64(identity.node.value(), fields);
    append64(identity.directory, fields);
    append64(identity.start, fields);
    return framed(kIdentityMagic, 0, fields);
}

Result<node::NodeIdentity> decodeIdentity(std::string_view bytes) {
    const auto fields = unframed(kIdentityMagic, bytes);
    if (!fields) {
        return fields.error();
    }
    if (fields->size() != kIdentityFields * 8) {
        return Error(ErrorCode::Corrupted, "it has another size than an identity");
    }
    return node::NodeIdentity{number(*fields, 0), raft::NodeId(number(*fields, 1)),
                              number(*fields, 2), number(*fields, 3)};
}

std::string encodePeers(const KnownPeers& peers) {
    std::string fields;
    for (const auto& [peer, directory] : peers) {
        append64(peer.value(), fields);
        append64(directory, fields);
    }
    return framed(kPeersMagic, static_cast<std::uint32_t>(peers.size()), fields);
}

Result<KnownPeers> decodePeers(std::string_view bytes) {
    const auto fields = unframed(kPeersMagic, bytes);
    if (!fields) {
        return fields.error();
    }
    const std::uint64_t count = loadLittleEndian<std::uint32_t>(bytes.data() + kFrontSize - 4);
    if (fields->size() != count * kPeerSize) {
        return Error(ErrorCode::Corrupted, "it has another size than its peers");
    }
    KnownPeers peers;
    for (std::size_t i = 0; i < count; ++i) {
        peers[raft::NodeId(number(*fields, 2 * i))] = number(*fields, 2 * i + 1);
    }
    return peers;
}

Result<node::NodeIdentity> readIdentity(FileSystem& files, const std::string& path) {
    return readWith<node::NodeIdentity>(files, path, decodeIdentity);
}

Result<void> writeIdentity(FileSystem& files, const std::string& path,
                           const node::NodeIdentity& identity) {
    return replaceFile(files, path, encodeIdentity(identity));
}

Result<KnownPeers> readPeers(FileSystem& files, const std::string& path) {
    return readWith<KnownPeers>(files, path, decodePeers);
}

Result<void> writePeers(FileSystem& files, const std::string& path, const KnownPeers& peers) {
    return replaceFile(files, path, encodePeers(peers));
}

}  // namespace quorate::storage
