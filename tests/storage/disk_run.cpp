// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/disk_run.h"

#include <algorithm>

#include "storage/path.h"
#include "tests/storage/must.h"

namespace quorate::storage {

namespace {

constexpr std::uint64_t kTagSize = 16;
constexpr std::uint64_t kLargest = 6000;

const std::vector<std::string>& paths() {
    static const std::vector<std::string> kPaths{"f", "g", "a/f", "a/g", "a/h", "b/f", "b/g"};
    return kPaths;
}

}  // namespace

DiskRun::DiskRun(std::uint64_t seed, SimulatedFileSystem& files, RandomDiskFaults& faults,
                 std::string directory)
    : m_random(seed), m_files(files), m_faults(faults), m_directory(std::move(directory)) {
    must(createDirectories(m_files, at("a")));
    must(createDirectories(m_files, at("b")));
    if (m_random.chance(1, 2)) {
        m_profile.writeFails = 30000;
        m_profile.syncFails = 30000;
        m_profile.nameFails = 20000;
    }
    m_profile.crashes = m_random.chance(1, 2) ? 5000 : 0;
    m_profile.namesThatLast = static_cast<std::uint32_t>(m_random.below(3) * 500);
    m_faults.setProfile(m_profile);
}

std::string DiskRun::run(int steps) {
    for (m_step = 0; m_step < steps && m_complaint.empty(); ++m_step) {
        step();
    }
    return m_complaint;
}

void DiskRun::step() {
    if (m_files.isDown() || m_random.chance(1, 60)) {
        crash();
        return;
    }
    const std::string path = anyPath();
    switch (m_random.below(12)) {
    case 0:
    case 1:
        create(path);
        break;
    case 2:
        truncate(path);
        break;
    case 3:
        move(path, anyPath());
        break;
    case 4:
        remove(path);
        break;
    case 5:
        compareSeen();
        break;
    case 6:
        syncNames(parentDirectory(path));
        break;
    case 7:
    case 8:
        sync(path);
        break;
    default:
        write(path);
        break;
    }
}

File* DiskRun::open(const std::string& path) {
    const FileModelPointer file = m_names.seen(path);
    if (file == nullptr) {
        return nullptr;
    }
    auto& opened = m_open[file];
    if (opened == nullptr) {
        auto result = m_files.open(at(path), OpenMode::ReadWrite);
        if (!result) {
            return nullptr;
        }
        opened = std::move(result).value();
    }
    return opened.get();
}

void DiskRun::create(const std::string& path) {
    auto opened = m_files.open(at(path), OpenMode::CreateOrReset);
    if (!opened && !m_files.isDown()) {
        return;
    }
    FileModelPointer file = m_names.seen(path);
    if (file != nullptr) {
        forget(file);
        m_tags.erase(file);
        file->truncate(0);
    } else {
        file = std::make_shared<FileModel>();
        m_names.set(path, file);
    }
    if (opened) {
        m_open[file] = std::move(opened).value();
        tag(file, *m_open[file]);
    }
}

void DiskRun::tag(const FileModelPointer& file, File& opened) {
    std::string text = "#" + std::to_string(++m_lastTag);
    text.resize(kTagSize, '#');
    m_faults.setProfile({});
    must(opened.write(0, text));
    must(opened.sync());
    m_faults.setProfile(m_profile);
    file->write(0, text);
    file->sync();
    m_tags[file] = text;
}

void DiskRun::forget(const FileModelPointer& file) {
    m_mustSurvive.erase(file);
}

void DiskRun::write(const std::string& path) {
    File* const opened = open(path);
    if (opened == nullptr) {
        return;
    }
    FileModel& file = *m_names.seen(path);
    const std::uint64_t size = file.seen().size();
    const std::uint64_t offset =
        m_random.chance(1, 2) ? size : m_random.between(kTagSize, std::max(size, kTagSize) + 700);
    if (offset > kLargest) {
        return;
    }
    const std::string bytes(m_random.between(1, 1500), static_cast<char>('a' + m_random.below(26)));
    if (opened->write(offset, bytes)) {
        file.write(offset, bytes);
        return;
    }
    if (m_files.isDown()) {
        file.mayWrite(offset, bytes);
        return;
    }
    // A beginning of it is in the file.
    const std::string now = readAll()[path];
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        FileModel part = file;
        part.write(offset, std::string_view(bytes).substr(0, length));
        if (part.seen() == now) {
            file = part;
            return;
        }
    }
    complain(path, "holds no beginning of a failed write");
}

void DiskRun::truncate(const std::string& path) {
    File* const opened = open(path);
    if (opened == nullptr) {
        return;
    }
    const std::uint64_t size = m_random.between(kTagSize, kLargest);
    if (m_random.chance(1, 3)) {
        FileModel& file = *m_names.seen(path);
        if (opened->preallocate(file.seen().size(), size) || m_files.isDown()) {
            file.truncate(std::max<std::uint64_t>(size, file.seen().size()));
        }
    } else if (opened->truncate(size) || m_files.isDown()) {
        m_names.seen(path)->truncate(size);
    }
}

void DiskRun::sync(const std::string& path) {
    File* const opened = open(path);
    if (opened == nullptr) {
        return;
    }
    FileModel& file = *m_names.seen(path);
    if (opened->sync()) {
        file.sync();
    } else if (!m_files.isDown()) {
        // What is seen now is what the disk holds.
        const std::string left = readAll()[path];
        if (const std::string objection = file.objectionTo(left); !objection.empty()) {
            complain(path, "after a failed sync: " + objection);
        }
        file = FileModel(left);
    }
}

void DiskRun::move(const std::string& from, const std::string& to) {
    const FileModelPointer file = m_names.seen(from);
    if (file == nullptr || from == to) {
        return;
    }
    if (!m_files.rename(at(from), at(to)) && !m_files.isDown()) {
        return;
    }
    if (const FileModelPointer replaced = m_names.seen(to)) {
        forget(replaced);
    }
    if (parentDirectory(from) == parentDirectory(to)) {
        m_names.set(to, file);
        m_names.set(from, nullptr);
    } else {
        m_names.moveBetweenDirectories(from, to);
    }
}

void DiskRun::remove(const std::string& path) {
    const FileModelPointer file = m_names.seen(path);
    if (file != nullptr && (m_files.remove(at(path)) || m_files.isDown())) {
        forget(file);
        m_names.set(path, nullptr);
    }
}

void DiskRun::syncNames(const std::string& directory) {
    if (!m_files.syncDirectory(at(directory))) {
        m_names.failSync(directory);
        return;
    }
    m_names.sync(directory);
    for (const auto& [path, name] : m_names.names()) {
        if (name.seen != nullptr && m_names.isCertain(path) && m_tags.contains(name.seen)) {
            m_mustSurvive.insert(name.seen);
        }
    }
}

void DiskRun::crash() {
    const bool losesPower = m_files.isDown() || m_random.chance(3, 4);
    must(m_files.crash(losesPower ? CrashKind::Power : CrashKind::Process));
    m_open.clear();
    if (!losesPower) {
        compareSeen();
        return;
    }
    const auto found = readAll();
    compareSurvivors(found);
    if (afterPowerLoss) {
        m_complaint += afterPowerLoss(found);
    }
    goOnWith(found);
}

void DiskRun::compareSeen() {
    const auto found = readAll();
    for (const std::string& path : paths()) {
        const FileModelPointer file = m_names.seen(path);
        const auto content = found.find(path);
        if ((file == nullptr) != (content == found.end())) {
            complain(path, "is there or not, as it should not be");
        } else if (file != nullptr && content->second != file->seen()) {
            complain(path, "holds something else");
        }
    }
}

void DiskRun::compareSurvivors(const std::map<std::string, std::string>& found) {
    for (const auto& [path, name] : m_names.names()) {
        const auto content = found.find(path);
        std::string objection = "; there may be none";
        for (const FileModelPointer& file : name.possible) {
            if (file == nullptr && content == found.end()) {
                objection.clear();
            } else if (file != nullptr && content != found.end()) {
                const std::string reason = file->objectionTo(content->second);
                objection = reason.empty() ? reason : "; " + reason;
            }
            if (objection.empty()) {
                break;
            }
        }
        if (!objection.empty()) {
            complain(path, (content == found.end() ? "is gone" : "has survived") + objection);
        }
    }
    for (const auto& [file, text] : m_tags) {
        int count = 0;
        for (const auto& [path, content] : found) {
            count += content.starts_with(text) ? 1 : 0;
        }
        if (count > 1 || (count == 0 && m_mustSurvive.contains(file))) {
            complain(text, "is there " + std::to_string(count) + " times");
        }
    }
}

void DiskRun::goOnWith(const std::map<std::string, std::string>& found) {
    std::set<std::string> tags;
    for (const auto& [file, text] : m_tags) {
        tags.insert(text);
    }
    m_names = {};
    m_tags.clear();
    m_mustSurvive.clear();
    for (const auto& [path, content] : found) {
        const auto file = std::make_shared<FileModel>(content);
        m_names.set(path, file);
        m_names.sync(parentDirectory(path));
        if (tags.contains(content.substr(0, kTagSize))) {
            m_tags[file] = content.substr(0, kTagSize);
            m_mustSurvive.insert(file);
        }
    }
}

std::map<std::string, std::string> DiskRun::readAll() {
    m_faults.setProfile({});
    std::map<std::string, std::string> found;
    for (const std::string directory : {"", "a/", "b/"}) {
        for (const DirectoryEntry& entry : must(m_files.list(at(directory)))) {
            const std::string path = directory + entry.name;
            if (!entry.isDirectory) {
                found[path] = must(readFile(m_files, at(path), 1U << 20U));
            }
            const auto& all = paths();
            if (!entry.isDirectory && std::find(all.begin(), all.end(), path) == all.end()) {
                complain(path, "was never made");
            }
        }
    }
    m_faults.setProfile(m_profile);
    return found;
}

void DiskRun::complain(const std::string& path, const std::string& what) {
    m_complaint += "step " + std::to_string(m_step) + ": " + path + " " + what + "\n";
}

std::string DiskRun::anyPath() {
    return paths()[m_random.below(paths().size())];
}

}  // namespace quorate::storage
