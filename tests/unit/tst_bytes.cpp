// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/bytes.h"

using quorate::Bytes;

class BytesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void emptyBytesOwnNothing();
    void copyOfTakesTheTextIntoABufferOfItsOwn();
    void copyOfKeepsZeroBytes();
    void copiesShareOneBuffer();
    void withinKeepsItsOwnerAlive();
    void withinAnEmptyViewLetsTheOwnerGo();
    void sliceSharesTheBuffer();
    void sliceIsCutOffAtTheEnd_data();
    void sliceIsCutOffAtTheEnd();
    void bytesAreComparedByContent();
};

void BytesTest::emptyBytesOwnNothing() {
    const Bytes bytes;
    QVERIFY(bytes.empty());
    QCOMPARE(bytes.size(), std::size_t{0});
    QCOMPARE(bytes.toString(), std::string());
    QCOMPARE(Bytes::copyOf(""), bytes);
}

void BytesTest::copyOfTakesTheTextIntoABufferOfItsOwn() {
    std::string text = "payload";
    const Bytes bytes = Bytes::copyOf(text);
    text = "changed";
    QCOMPARE(bytes.toString(), std::string("payload"));
}

void BytesTest::copyOfKeepsZeroBytes() {
    const std::string text("a\0b\0", 4);
    QCOMPARE(Bytes::copyOf(text).toString(), text);
}

void BytesTest::copiesShareOneBuffer() {
    const Bytes bytes = Bytes::copyOf("payload");
    const Bytes copy = bytes;  // NOLINT(performance-unnecessary-copy-initialization)
    QCOMPARE(static_cast<const void*>(copy.data()), static_cast<const void*>(bytes.data()));
}

void BytesTest::withinKeepsItsOwnerAlive() {
    auto owner = std::make_shared<const std::string>("a frame with a payload");
    const std::weak_ptr<const std::string> watch = owner;
    const std::string_view payload = std::string_view(*owner).substr(15);
    Bytes bytes = Bytes::within(std::move(owner), payload);
    QVERIFY(!watch.expired());
    QCOMPARE(bytes.toString(), std::string("payload"));
    bytes = Bytes();
    QVERIFY(watch.expired());
}

void BytesTest::withinAnEmptyViewLetsTheOwnerGo() {
    auto owner = std::make_shared<const std::string>("a frame without a payload");
    const std::weak_ptr<const std::string> watch = owner;
    const Bytes bytes = Bytes::within(std::move(owner), {});
    QVERIFY(bytes.empty());
    QVERIFY(watch.expired());
}

void BytesTest::sliceSharesTheBuffer() {
    Bytes bytes = Bytes::copyOf("head and tail");
    const char* start = bytes.data();
    const Bytes tail = bytes.slice(9, 4);
    bytes = Bytes();
    QCOMPARE(tail.toString(), std::string("tail"));
    QCOMPARE(static_cast<const void*>(tail.data()), static_cast<const void*>(start + 9));
}

void BytesTest::sliceIsCutOffAtTheEnd_data() {
    QTest::addColumn<quint64>("offset");
    QTest::addColumn<quint64>("length");
    QTest::addColumn<QByteArray>("expected");
    const quint64 huge = ~quint64{0};
    QTest::newRow("whole") << quint64{0} << quint64{6} << QByteArray("abcdef");
    QTest::newRow("middle") << quint64{2} << quint64{3} << QByteArray("cde");
    QTest::newRow("too long") << quint64{4} << quint64{9} << QByteArray("ef");
    QTest::newRow("overflowing") << quint64{4} << huge << QByteArray("ef");
    QTest::newRow("at the end") << quint64{6} << quint64{1} << QByteArray();
    QTest::newRow("beyond the end") << huge << huge << QByteArray();
    QTest::newRow("nothing") << quint64{3} << quint64{0} << QByteArray();
}

void BytesTest::sliceIsCutOffAtTheEnd() {
    QFETCH(const quint64, offset);
    QFETCH(const quint64, length);
    QFETCH(const QByteArray, expected);
    QCOMPARE(Bytes::copyOf("abcdef").slice(offset, length).toString(), expected.toStdString());
}

void BytesTest::bytesAreComparedByContent() {
    QVERIFY(Bytes::copyOf("same") == Bytes::copyOf("same"));
    QVERIFY(Bytes::copyOf("same") != Bytes::copyOf("sane"));
    QVERIFY(Bytes::copyOf("same") != Bytes::copyOf("sam"));
}

QTEST_APPLESS_MAIN(BytesTest)
#include "tst_bytes.moc"
