// SPDX-License-Identifier: Apache-2.0
#include "network/peer/lease_frames.h"

#include <limits>

#include "engine/base/invariant.h"
#include "engine/base/wire.h"
#include "network/peer/frame.h"
#include "network/peer/greeting.h"

namespace quorate::network {

namespace {

template <class Write>
void appendWhole(std::string& out, FrameType type, const Write& write) {
    const std::size_t begin = beginFrame(out);
    WireWriter writer(out);
    write(writer);
    const auto ended = endFrame(out, begin, type);
    QUORATE_INVARIANT(ended.has_value(), "a frame about a lease is too large");
}

std::int64_t readSeconds(WireReader& reader) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(reader.varintUpTo(kMost, "the time of a lease"));
}

}  // namespace

void appendFrame(const LeaseQuestion& question, std::string& out) {
    appendWhole(out, FrameType::LeaseQuestion, [&question](WireWriter& writer) {
        writer.varint(question.number);
        writer.boolean(question.renews);
        writer.varint(static_cast<std::uint64_t>(question.lease.value));
    });
}

void appendFrame(const LeaseAnswer& answer, std::string& out) {
    appendWhole(out, FrameType::LeaseAnswer, [&answer, &out](WireWriter& writer) {
        writer.varint(answer.number);
        writer.byte(static_cast<std::uint8_t>(answer.outcome));
        if (answer.outcome == LeaseAnswer::Outcome::Found) {
            writer.varint(static_cast<std::uint64_t>(answer.grantedSeconds));
            writer.varint(static_cast<std::uint64_t>(answer.remainingSeconds));
        } else if (answer.outcome == LeaseAnswer::Outcome::NotNow) {
            encodeReason(answer.reason, out);
        }
    });
}

Result<LeaseQuestion> decodeLeaseQuestion(const Bytes& body) {
    WireReader reader(body);
    LeaseQuestion question;
    question.number = reader.varint();
    question.renews = reader.boolean();
    question.lease = {static_cast<std::int64_t>(reader.varint())};
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    return question;
}

Result<LeaseAnswer> decodeLeaseAnswer(const Bytes& body) {
    WireReader reader(body);
    LeaseAnswer answer;
    answer.number = reader.varint();
    const std::uint8_t outcome = reader.byte();
    if (outcome > static_cast<std::uint8_t>(LeaseAnswer::Outcome::NotNow)) {
        reader.fail("the outcome of a question about a lease");
    }
    answer.outcome = static_cast<LeaseAnswer::Outcome>(outcome);
    if (answer.outcome == LeaseAnswer::Outcome::Found) {
        answer.grantedSeconds = readSeconds(reader);
        answer.remainingSeconds = readSeconds(reader);
    } else if (answer.outcome == LeaseAnswer::Outcome::NotNow && !reader.hasFailed()) {
        auto reason = decodeReason(body.slice(reader.offset(), body.size() - reader.offset()));
        if (!reason) {
            return reason.error();
        }
        answer.reason = std::move(*reason);
        return answer;
    }
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    return answer;
}

}  // namespace quorate::network
