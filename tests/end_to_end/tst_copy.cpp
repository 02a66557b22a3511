// SPDX-License-Identifier: Apache-2.0
// quorated copy, as the README shows it.
#include <QProcess>
#include <QTest>

#include <string>

#include "tests/end_to_end/cluster.h"
#include "tests/end_to_end/etcd_cluster.h"

namespace quorate::tests {

class CopyTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fromOneClusterToAnother();
    void wrongCommandLinesAreRefused_data();
    void wrongCommandLinesAreRefused();
    void fromAndToEtcd();

private:
    struct Ended {
        int code{-1};
        QByteArray output;
        QByteArray errors;
    };
    static Ended run(const QStringList& arguments);
    /// All members' addresses.
    template <class AnyCluster>
    static QString addresses(const AnyCluster& cluster, int size);
};

CopyTest::Ended CopyTest::run(const QStringList& arguments) {
    QProcess process;
    process.start(QStringLiteral(QUORATED), QStringList{QStringLiteral("copy")} + arguments);
    if (!process.waitForFinished(2 * kPatienceMs) || process.exitStatus() != QProcess::NormalExit) {
        return {};
    }
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

template <class AnyCluster>
QString CopyTest::addresses(const AnyCluster& cluster, int size) {
    QStringList all;
    for (int node = 1; node <= size; ++node) {
        all << QStringLiteral("http://127.0.0.1:%1").arg(cluster.clientPort(node));
    }
    return all.join(QLatin1Char(','));
}

void CopyTest::fromOneClusterToAnother() {
    Cluster from(3);
    Cluster to(1);
    QVERIFY(from.startAll());
    QVERIFY(to.startAll());
    for (int i = 0; i < 50; ++i) {
        QVERIFY(from.put(1, "app/" + QByteArray::number(i), "v" + QByteArray::number(i)));
    }
    QVERIFY(from.put(1, "other", "w"));
    from.kill(1);
    QVERIFY(from.leader() != 0);

    const QStringList both{addresses(from, 3), addresses(to, 1)};
    const Ended dry = run(both + QStringList{QStringLiteral("--dry-run")});
    QCOMPARE(dry.code, 0);
    QVERIFY2(dry.output.startsWith("to copy: 51 keys"), dry.output.constData());
    QCOMPARE(to.get(1, "app/7").status, 404);

    const QStringList prefix{QStringLiteral("--prefix"), QStringLiteral("app/")};
    const Ended some = run(both + prefix);
    QVERIFY2(some.code == 0, some.errors.constData());
    QVERIFY2(some.output.contains("50 keys created"), some.output.constData());
    QVERIFY(some.output.contains("verified:"));
    QVERIFY2(some.errors.isEmpty(), some.errors.constData());
    QCOMPARE(to.get(1, "app/7").body.trimmed(), QByteArray("v7"));
    QCOMPARE(to.get(1, "other").status, 404);

    QVERIFY(to.put(1, "app/7", "changed"));
    const Ended refused = run(both);
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.errors.contains("has 50 keys already") &&
                 refused.errors.contains("(--overwrite)") && refused.errors.count('\n') == 1,
             refused.errors.constData());

    const Ended rest = run(both + QStringList{QStringLiteral("--overwrite")});
    QVERIFY2(rest.code == 0, rest.errors.constData());
    QVERIFY2(rest.output.contains("1 key created, 1 overwritten, 49 alike already"),
             rest.output.constData());
    QCOMPARE(to.get(1, "app/7").body.trimmed(), QByteArray("v7"));
    QCOMPARE(to.get(1, "other").body.trimmed(), QByteArray("w"));
}

void CopyTest::wrongCommandLinesAreRefused_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const QStringList& arguments, const char* says) {
        QTest::newRow(says) << arguments << QByteArray(says);
    };
    const QString a = QStringLiteral("localhost:1");
    const QString b = QStringLiteral("localhost:2");
    row({}, "0 were named");
    row({a}, "1 were named");
    row({a, b, a}, "3 were named");
    row({a, a}, "is both source and target");
    row({a, QStringLiteral("ftp://b")}, "its scheme is neither http nor https");
    row({a, b, QStringLiteral("--force")}, "there is no option --force");
}

void CopyTest::wrongCommandLinesAreRefused() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, says);
    const Ended ended = run(arguments);
    QCOMPARE(ended.code, 2);
    QVERIFY2(ended.errors.contains(says), ended.errors.constData());
    QCOMPARE(ended.errors.count('\n'), 1);
    QVERIFY(ended.output.isEmpty());
}

void CopyTest::fromAndToEtcd() {
    if (EtcdCluster::program().isEmpty()) {
        QSKIP(EtcdCluster::kMissing);
    }
    EtcdCluster etcd(3);
    Cluster quorate(1);
    EtcdCluster back(1);
    QVERIFY(etcd.startAll());
    QVERIFY(quorate.startAll());
    QVERIFY(back.startAll());
    QVERIFY(!etcd.rpc(1, "lease/grant", R"({"ID":"77","TTL":"600"})").isEmpty());
    QVERIFY(!etcd.rpc(1, "kv/put", R"({"key":"bGVhc2Vk","value":"eA==","lease":"77"})").isEmpty());
    const QByteArray odd("\0\xff\n", 3);
    QVERIFY(etcd.put(2, odd, odd));
    QVERIFY(etcd.put(2, "large", QByteArray(1'400'000, 'x')));
    for (int i = 0; i < 300; ++i) {
        QVERIFY(etcd.put(1 + i % 3, "k" + QByteArray::number(i), QByteArray::number(i)));
    }
    etcd.kill(1);

    const Ended there = run({addresses(etcd, 3), addresses(quorate, 1)});
    QVERIFY2(there.code == 0, there.errors.constData());
    QVERIFY2(
        there.output.contains("303 keys created") && there.output.contains("1 lease granted anew"),
        there.output.constData());
    const QByteArray lease = quorate.rpc(1, "lease/timetolive", R"({"ID":"77"})").body;
    QVERIFY2(lease.contains(R"("grantedTTL":"600")"), lease.constData());

    const Ended home = run({addresses(quorate, 1), addresses(back, 1)});
    QVERIFY2(home.code == 0, home.errors.constData());
    QVERIFY2(home.output.contains("303 keys created"), home.output.constData());
    QCOMPARE(back.get(1, odd), odd);
    QCOMPARE(back.get(1, "large"), QByteArray(1'400'000, 'x'));
    QCOMPARE(back.get(1, "k299"), QByteArray("299"));
    QCOMPARE(back.rpc(1, "lease/timetolive", R"({"ID":"77"})")
                 .value(QStringLiteral("grantedTTL"))
                 .toString(),
             QStringLiteral("600"));

    QVERIFY(back.put(1, "k5", "changed"));
    const Ended again =
        run({addresses(quorate, 1), addresses(back, 1), QStringLiteral("--overwrite")});
    QVERIFY2(again.code == 0, again.errors.constData());
    QVERIFY2(again.output.contains("0 keys created, 1 overwritten, 302 alike already"),
             again.output.constData());
    QCOMPARE(back.get(1, "k5"), QByteArray("5"));
}

}  // namespace quorate::tests

QTEST_GUILESS_MAIN(quorate::tests::CopyTest)
#include "tst_copy.moc"
