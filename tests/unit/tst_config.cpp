// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "engine/raft/config.h"

using quorate::ErrorCode;
using quorate::raft::Config;
using quorate::raft::kAppendThread;
using quorate::raft::kApplyThread;
using quorate::raft::kNoLimit;
using quorate::raft::kNoNode;
using quorate::raft::NodeId;
using quorate::raft::ReadOnlyOption;
using quorate::raft::validate;

namespace {

using Edit = std::function<void(Config&)>;

}  // namespace

Q_DECLARE_METATYPE(Edit)

class ConfigTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theDefaultsNeedOnlyAnId();
    void whatCannotWorkIsRefusedByName_data();
    void whatCannotWorkIsRefusedByName();
    void theLimitsThemselvesWork_data();
    void theLimitsThemselvesWork();
};

void ConfigTest::theDefaultsNeedOnlyAnId() {
    Config config;
    QVERIFY(!validate(config).has_value());
    config.id = NodeId(1);
    QVERIFY(validate(config).has_value());
}

void ConfigTest::whatCannotWorkIsRefusedByName_data() {
    QTest::addColumn<Edit>("edit");
    QTest::addColumn<QString>("field");
    const auto row = [](const char* name, const char* field, Edit edit) {
        QTest::newRow(name) << std::move(edit) << field;
    };
    row("nobody", "id", [](Config& config) { config.id = kNoNode; });
    row("the append thread", "id", [](Config& config) { config.id = kAppendThread; });
    row("the apply thread", "id", [](Config& config) { config.id = kApplyThread; });
    row("no heartbeats", "heartbeatTicks", [](Config& config) { config.heartbeatTicks = 0; });
    row("no elections", "electionTicks", [](Config& config) { config.electionTicks = 0; });
    row("elections as often as heartbeats", "electionTicks",
        [](Config& config) { config.electionTicks = config.heartbeatTicks; });
    row("elections too seldom", "electionTicks",
        [](Config& config) { config.electionTicks = 1'000'001; });
    row("nothing in flight", "maxInflightMessages",
        [](Config& config) { config.maxInflightMessages = 0; });
    row("no message fits in flight", "maxInflightBytes",
        [](Config& config) { config.maxInflightBytes = config.maxMessageSize - 1; });
    row("no byte in flight", "maxInflightBytes", [](Config& config) {
        config.maxMessageSize = 0;
        config.maxInflightBytes = 0;
    });
    row("no reads", "maxPendingReads", [](Config& config) { config.maxPendingReads = 0; });
    row("leases without checkQuorum", "readOnlyOption",
        [](Config& config) { config.readOnlyOption = ReadOnlyOption::LeaseBased; });
}

void ConfigTest::whatCannotWorkIsRefusedByName() {
    QFETCH(Edit, edit);
    QFETCH(QString, field);
    Config config;
    config.id = NodeId(1);
    edit(config);
    const auto valid = validate(config);
    QVERIFY(!valid.has_value());
    QCOMPARE(valid.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(QString::fromStdString(valid.error().message).section(QLatin1Char(':'), 0, 0), field);
}

void ConfigTest::theLimitsThemselvesWork_data() {
    QTest::addColumn<Edit>("edit");
    const auto row = [](const char* name, Edit edit) { QTest::newRow(name) << std::move(edit); };
    row("the largest id", [](Config& config) { config.id = NodeId(kApplyThread.value() - 1); });
    row("elections a tick after heartbeats", [](Config& config) {
        config.heartbeatTicks = 9;
        config.electionTicks = 10;
    });
    row("elections as seldom as can be", [](Config& config) { config.electionTicks = 1'000'000; });
    row("one message in flight", [](Config& config) { config.maxInflightMessages = 1; });
    row("bytes of one message in flight",
        [](Config& config) { config.maxInflightBytes = config.maxMessageSize; });
    row("one entry a message, and one byte in flight", [](Config& config) {
        config.maxMessageSize = 0;
        config.maxInflightBytes = 1;
    });
    row("no limit of messages", [](Config& config) { config.maxMessageSize = kNoLimit; });
    row("leases with checkQuorum", [](Config& config) {
        config.readOnlyOption = ReadOnlyOption::LeaseBased;
        config.checkQuorum = true;
    });
}

void ConfigTest::theLimitsThemselvesWork() {
    QFETCH(Edit, edit);
    Config config;
    config.id = NodeId(1);
    edit(config);
    const auto valid = validate(config);
    QVERIFY2(valid.has_value(), valid ? "" : valid.error().message.c_str());
}

QTEST_APPLESS_MAIN(ConfigTest)
#include "tst_config.moc"
