// SPDX-License-Identifier: Apache-2.0
#include <QByteArray>
#include <QTest>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "network/api/base64.h"
#include "network/api/json_document.h"
#include "network/api/json_writer.h"
#include "tests/network/json_text.h"

namespace quorate::network_tests {

namespace {

using network::JsonDocument;
using network::JsonType;
using network::JsonValue;
using network::JsonWriter;

/// The document as text again, to compare with.
std::string textOf(JsonValue value) {
    std::string text;
    switch (value.type()) {
    case JsonType::Null:
        return "null";
    case JsonType::False:
        return "false";
    case JsonType::True:
        return "true";
    case JsonType::Number:
        return std::string(value.text());
    case JsonType::String:
        return '"' + std::string(value.text()) + '"';
    case JsonType::Array:
        value.eachElement([&text](JsonValue element) {
            text += (text.empty() ? "" : ",") + textOf(element);
            return true;
        });
        return '[' + text + ']';
    case JsonType::Object:
        value.eachMember([&text](std::string_view name, JsonValue member) {
            text += (text.empty() ? "\"" : ",\"") + std::string(name) + "\":" + textOf(member);
            return true;
        });
        return '{' + text + '}';
    }
    return text;
}

std::string decoded(const std::string& text) {
    std::string bytes(text.size(), '?');
    const network::Base64Result result = network::decodeBase64(text, bytes.data());
    return result.errorAt ? "error at " + std::to_string(*result.errorAt)
                          : bytes.substr(0, result.size);
}

}  // namespace

class TestJsonDocument : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parsesEveryKindOfValue();
    void answersWhereTheValueEnds();
    void keepsWhatIsStillHeld();
    void saysWhereAndWhy_data();
    void saysWhereAndWhy();
    void writesWhatIsNotDefault();
    void base64GoesBothWays();
    void base64SaysWhereItIsWrong_data();
    void base64SaysWhereItIsWrong();
};

void TestJsonDocument::parsesEveryKindOfValue() {
    JsonDocument document;
    const std::string text = json(
        "{'a':[1,-2.5e+3,18446744073709551616,[],{}],'b':{'c':null,'d':true},'e':false,"
        "'f':'','g':'text'}");
    QVERIFY(document.parse(text).has_value());
    QCOMPARE(textOf(document.root()), text);
    QVERIFY(document.parse(json("['\\u0041\\n\\'\\u20ac\\ud83d\\ude00']")).has_value());
    QCOMPARE(textOf(document.root()), std::string("[\"A\n\"\xE2\x82\xAC\xF0\x9F\x98\x80\"]"));
    QVERIFY(document.parse(" \n").has_value());
    QCOMPARE(textOf(document.root()), std::string("null"));
    const std::string large(1'000'000, 'x');
    QVERIFY(document.parse('"' + large + '"').has_value());
    QVERIFY(document.root().text() == large);
}

void TestJsonDocument::answersWhereTheValueEnds() {
    JsonDocument document;
    const std::string text = json("{'a':1}{'b':2} 3");
    QCOMPARE(*document.parse(text), std::size_t{7});
    QCOMPARE(*document.parse(std::string_view(text).substr(7)), std::size_t{7});
    QCOMPARE(textOf(document.root()), json("{'b':2}"));
}

void TestJsonDocument::keepsWhatIsStillHeld() {
    JsonDocument document;
    QVERIFY(document.parse(json("['held']")).has_value());
    const auto held = document.buffer();
    std::string_view text;
    document.root().eachElement([&text](JsonValue element) {
        text = element.text();
        return true;
    });
    QVERIFY(document.parse(json("['next']")).has_value());
    QCOMPARE(std::string(text), std::string("held"));
}

void TestJsonDocument::saysWhereAndWhy_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<int>("offset");
    QTest::newRow("a letter") << std::string("x") << 0;
    QTest::newRow("half a word") << std::string("[tru]") << 4;
    QTest::newRow("no value") << json("{'a':}") << 5;
    QTest::newRow("no colon") << json("{'a'}") << 4;
    QTest::newRow("no end") << std::string("[1,2") << 4;
    QTest::newRow("two commas") << std::string("[1,,2]") << 3;
    QTest::newRow("a control character") << std::string("[\"a\nb\"]") << 3;
    QTest::newRow("a zero") << std::string("[\"a\0b\"]", 7) << 3;
    QTest::newRow("an escape that is none") << json("['\\x']") << 2;
    QTest::newRow("half a surrogate") << json("['\\ud800']") << 2;
    QTest::newRow("a leading zero") << std::string("[01]") << 2;
    QTest::newRow("a comment") << std::string("[/*1*/]") << 1;
    QTest::newRow("not a number") << std::string("[NaN]") << 1;
}

void TestJsonDocument::saysWhereAndWhy() {
    QFETCH(std::string, text);
    QFETCH(int, offset);
    JsonDocument document;
    const auto result = document.parse(text);
    QVERIFY(!result.has_value());
    const std::string start = "invalid JSON at byte " + std::to_string(offset) + ": ";
    QVERIFY2(result.error().message.starts_with(start), result.error().message.c_str());
    QCOMPARE(textOf(document.root()), std::string("null"));
    QVERIFY(document.parse("[1]").has_value());
    QCOMPARE(textOf(document.root()), std::string("[1]"));
}

void TestJsonDocument::writesWhatIsNotDefault() {
    std::string text;
    JsonWriter writer(text);
    writer.beginObject();
    writer.number("zero", std::int64_t{0});
    writer.number("low", std::numeric_limits<std::int64_t>::min());
    writer.number("high", std::numeric_limits<std::uint64_t>::max());
    writer.smallNumber("small", 7);
    writer.flag("no", false);
    writer.flag("yes", true);
    writer.bytes("none", "");
    writer.bytes("bytes", "foo");
    writer.text("empty", "");
    writer.text("text", "a\"b\\c\x01\n\xC3\xA4");
    writer.beginObject("object");
    writer.endObject();
    writer.beginArray("array");
    writer.textElement("x");
    writer.bytesElement("");
    writer.endArray();
    writer.endObject();
    QCOMPARE(text, std::string(json("{'low':'-9223372036854775808','high':'18446744073709551615',"
                                    "'small':7,'yes':true,'bytes':'Zm9v',"
                                    "'text':'a\\'b\\\\c\\u0001\\u000a"
                                    "\xC3\xA4"
                                    "','object':{},'array':['x','']}")));
}

void TestJsonDocument::base64GoesBothWays() {
    std::string bytes;
    for (int i = 0; i < 1000; ++i) {
        std::string text;
        network::appendBase64(text, bytes);
        QVERIFY(QByteArray::fromStdString(bytes).toBase64().toStdString() == text);
        QVERIFY(decoded(text) == bytes);
        bytes += static_cast<char>(i * 7);
    }
}

void TestJsonDocument::base64SaysWhereItIsWrong_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("result");
    QTest::newRow("nothing") << std::string() << std::string();
    QTest::newRow("ends of line") << std::string("\nZm\r\n9v\nZg==\n") << std::string("foof");
    QTest::newRow("no padding") << std::string("Zm9vZg") << std::string("error at 4");
    QTest::newRow("half the padding") << std::string("Zg=") << std::string("error at 3");
    QTest::newRow("only padding") << std::string("====") << std::string("error at 0");
    QTest::newRow("one digit") << std::string("Z===") << std::string("error at 1");
    QTest::newRow("more behind it") << std::string("Zg==Zg==") << std::string("error at 4");
    QTest::newRow("a blank") << std::string("Zm9vZm9vZ m9") << std::string("error at 9");
    QTest::newRow("the URL alphabet") << std::string("__-_") << std::string("error at 0");
    QTest::newRow("no ASCII") << std::string("Zm9\xFF") << std::string("error at 3");
}

void TestJsonDocument::base64SaysWhereItIsWrong() {
    QFETCH(std::string, text);
    QFETCH(std::string, result);
    QCOMPARE(decoded(text), result);
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestJsonDocument)
#include "tst_json_document.moc"
