// SPDX-License-Identifier: Apache-2.0
#include "network/host/quorated/name_lookup.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QObject>

#include <algorithm>

namespace quorate::host {

namespace {

/// Replaces the names one after the other.
void lookUpNext(std::vector<std::string> names, QObject& context,
                std::function<void(Result<std::vector<std::string>>)> done) {
    const auto name = std::find_if(names.begin(), names.end(), isName);
    if (name == names.end()) {
        std::replace(names.begin(), names.end(), std::string("localhost"),
                     std::string("127.0.0.1"));
        done(std::move(names));
        return;
    }
    const QString wanted = QString::fromStdString(*name);
    const auto place = static_cast<std::size_t>(name - names.begin());
    QHostInfo::lookupHost(
        wanted, &context,
        [names = std::move(names), place, &context,
         done = std::move(done)](const QHostInfo& found) mutable {
            if (found.addresses().isEmpty()) {
                done(Error(ErrorCode::InvalidArgument,
                           "cannot listen on '" + names[place] + "': no address is known for it (" +
                               found.errorString().toStdString() +
                               "). Write an address of this machine, or 0.0.0.0 for all"));
                return;
            }
            names[place] = found.addresses().constFirst().toString().toStdString();
            lookUpNext(std::move(names), context, std::move(done));
        });
}

}  // namespace

bool isName(const std::string& host) {
    QHostAddress address;
    return host != "localhost" && !address.setAddress(QString::fromStdString(host));
}

void lookUpNames(std::vector<std::string> names, QObject& context,
                 std::function<void(Result<std::vector<std::string>>)> done) {
    lookUpNext(std::move(names), context, std::move(done));
}

}  // namespace quorate::host
