//===- NetworkFile.cpp - Networks from JSON files -------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NetworkFile.h"

#include "lowres/Target/ModelInterface.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace lowres;

namespace json = llvm::json;

using llvm::StringRef;
using Type = LayerDescription::Type;
using Layers = std::vector<LayerDescription>;

const char lowres::networkFileHelp[] = R"(
LAYERS of the JSON file of --network, an object {"name": NAME, "layers": [...]}.
The name, which the model's function gets, is "network" if left out. Each is an object with a "type" and the fields below; what has a value here may
be left out. "levels", an N or "f32", replaces --levels for the layer.

  conv                outputs, kernel, stride 1, padding 0, groups 1, bias true,
                      levels
  dense               outputs (the classes), bias true, levels; for each pixel
  attention           heads, bias true, levels; between all pixels
  batch_norm, layer_norm, position_embedding, relu, gelu, global_avg_pool
  max_pool            size, stride (the size)
  dropout             probability
  flatten             all pixels to one; in front, to keep the data's order
  residual            body [...], shortcut [...] (nothing)
)";

/// A value as the file has it, or its beginning.
static std::string quote(const json::Value &value) {
  constexpr size_t most = 40;
  std::string text;
  llvm::raw_string_ostream(text) << value;
  if (text.size() > most)
    text = text.substr(0, most) + "...";
  return text;
}

namespace {
/// Takes the fields of an object one by one and remembers the first mistake;
/// after one, what it returns is not to be used.
class FieldReader {
public:
  FieldReader(const json::Object &object, std::string place)
      : object(object), place(std::move(place)) {}

  /// What messages say the place of the mistakes that follow is.
  void moveTo(std::string newPlace) { place = std::move(newPlace); }

  void fail(const std::string &what) { failAt(place, what); }
  void failAt(const std::string &where, const std::string &what) {
    if (message.empty())
      message = where + ": " + what;
  }
  void adopt(const FieldReader &inner) {
    if (message.empty())
      message = inner.message;
  }
  bool failed() const { return !message.empty(); }
  const std::string &error() const { return message; }

  /// Without a `usual` value, the field is required.
  size_t number(const char *key, size_t least, size_t most,
                std::optional<size_t> usual = std::nullopt);
  float probability(const char *key);
  bool boolean(const char *key, bool usual);
  std::string text(const char *key, std::optional<std::string> usual);
  std::optional<int> levels(const char *key);
  const json::Array *array(const char *key, bool isRequired);

  /// A mistake, if there are fields that nobody asked for.
  void finish();

private:
  const json::Value *find(const char *key, bool isRequired);
  void expect(const char *key, const std::string &what,
              const json::Value &found) {
    fail(std::string("field '") + key + "': expected " + what + ", found " +
         quote(found));
  }

  const json::Object &object;
  std::string place;
  std::string message;
  std::vector<std::string> known;
};
} // namespace

const json::Value *FieldReader::find(const char *key, bool isRequired) {
  known.push_back(key);
  const json::Value *value = object.get(key);
  if (!value && isRequired)
    fail(std::string("field '") + key + "' is missing");
  return value;
}

size_t FieldReader::number(const char *key, size_t least, size_t most,
                           std::optional<size_t> usual) {
  const json::Value *value = find(key, !usual);
  if (!value)
    return usual.value_or(least);
  std::optional<uint64_t> number = value->getAsUINT64();
  if (number && *number >= least && *number <= most)
    return static_cast<size_t>(*number);
  expect(key,
         "a whole number from " + std::to_string(least) + " to " +
             std::to_string(most),
         *value);
  return least;
}

float FieldReader::probability(const char *key) {
  const json::Value *value = find(key, true);
  if (!value)
    return 0.0f;
  std::optional<double> number = value->getAsNumber();
  // As a float, it must still be less than 1.
  if (number && *number >= 0.0 && static_cast<float>(*number) < 1.0f)
    return static_cast<float>(*number);
  expect(key, "a number from 0 to less than 1 (in float32)", *value);
  return 0.0f;
}

bool FieldReader::boolean(const char *key, bool usual) {
  const json::Value *value = find(key, false);
  if (!value)
    return usual;
  std::optional<bool> boolean = value->getAsBoolean();
  if (!boolean)
    expect(key, "true or false", *value);
  return boolean.value_or(usual);
}

std::string FieldReader::text(const char *key,
                              std::optional<std::string> usual) {
  const json::Value *value = find(key, !usual);
  if (!value)
    return usual.value_or("");
  std::optional<StringRef> text = value->getAsString();
  if (!text)
    expect(key, "a string", *value);
  return text.value_or("").str();
}

std::optional<int> FieldReader::levels(const char *key) {
  const json::Value *value = find(key, false);
  if (!value)
    return std::nullopt;
  if (value->getAsString() == StringRef("f32"))
    return 0;
  std::optional<int64_t> number = value->getAsInteger();
  if (number && *number >= 2 && *number <= 256)
    return static_cast<int>(*number);
  expect(key, "a whole number from 2 to 256 or \"f32\"", *value);
  return std::nullopt;
}

const json::Array *FieldReader::array(const char *key, bool isRequired) {
  const json::Value *value = find(key, isRequired);
  if (!value)
    return nullptr;
  if (!value->getAsArray())
    expect(key, "an array of layers", *value);
  return value->getAsArray();
}

void FieldReader::finish() {
  std::vector<std::string> unknown;
  for (const auto &field : object)
    if (!llvm::is_contained(known, field.first.str()))
      unknown.push_back(field.first.str());
  if (unknown.empty())
    return;
  llvm::sort(unknown);
  fail("unknown field '" + unknown.front() + "', expected " +
       llvm::join(known, ", "));
}

static Layers readLayers(const json::Array &array, const std::string &list,
                         FieldReader &outer);

/// The fields of a layer whose type is known.
static void readFields(FieldReader &reader, LayerDescription &layer,
                       const std::string &place) {
  constexpr size_t mostOutputs = NetworkDescription::mostOutputs;
  constexpr size_t mostKernel = NetworkDescription::mostKernel;
  switch (layer.type) {
  case Type::Attention:
    layer.heads = reader.number("heads", 1, mostOutputs);
    break;
  case Type::Conv:
    layer.outputs = reader.number("outputs", 1, mostOutputs);
    layer.kernel = reader.number("kernel", 1, mostKernel);
    layer.stride = reader.number("stride", 1, mostKernel, 1);
    layer.padding = reader.number("padding", 0, mostKernel, 0);
    layer.groups = reader.number("groups", 1, mostOutputs, 1);
    break;
  case Type::Dense:
    // Usually, the number of classes.
    layer.outputs = reader.number("outputs", 1, mostOutputs, 0);
    break;
  case Type::Dropout:
    layer.probability = reader.probability("probability");
    break;
  case Type::MaxPool:
    layer.kernel = reader.number("size", 1, mostKernel);
    layer.stride = reader.number("stride", 1, mostKernel, layer.kernel);
    break;
  case Type::Residual:
    if (const json::Array *body = reader.array("body", true))
      layer.body = readLayers(*body, place + ".body", reader);
    if (const json::Array *shortcut = reader.array("shortcut", false))
      layer.shortcut = readLayers(*shortcut, place + ".shortcut", reader);
    break;
  case Type::BatchNorm:
  case Type::Flatten:
  case Type::Gelu:
  case Type::GlobalAvgPool:
  case Type::LayerNorm:
  case Type::PositionEmbedding:
  case Type::Relu:
    break;
  }
  if (layer.type == Type::Attention || layer.type == Type::Conv ||
      layer.type == Type::Dense) {
    layer.hasBias = reader.boolean("bias", true);
    layer.levels = reader.levels("levels");
  }
}

static LayerDescription readLayer(const json::Object &object,
                                  const std::string &place,
                                  FieldReader &outer) {
  LayerDescription layer = {Type::Relu};
  FieldReader reader(object, place);
  std::string type = reader.text("type", std::nullopt);
  if (!reader.failed()) {
    const auto *found = llvm::find(layerTypeNames, type);
    if (found == layerTypeNames.end()) {
      reader.fail("unknown type '" + type + "', expected " +
                  llvm::join(layerTypeNames, ", "));
    } else {
      layer.type = static_cast<Type>(found - layerTypeNames.begin());
      reader.moveTo(place + " (" + type + ")");
      readFields(reader, layer, place);
      reader.finish();
    }
  }
  outer.adopt(reader);
  return layer;
}

static Layers readLayers(const json::Array &array, const std::string &list,
                         FieldReader &outer) {
  Layers layers;
  for (size_t i = 0; i < array.size() && !outer.failed(); ++i) {
    std::string place = list + "[" + std::to_string(i) + "]";
    if (const json::Object *object = array[i].getAsObject())
      layers.push_back(readLayer(*object, place, outer));
    else
      outer.failAt(place,
                   "expected an object with a type, found " + quote(array[i]));
  }
  return layers;
}

/// What the parser lets pass, in a text that need not be JSON: arrays and
/// objects in each other deeper than the parser, which calls itself, should go,
/// and a second field of a name, which would silently replace the first. Empty
/// if there is nothing of it.
static std::string findFlaw(StringRef text) {
  constexpr size_t mostDepth = 64;
  std::vector<llvm::StringSet<>> open; // The fields so far; none of an array.
  size_t line = 1;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    line += c == '\n';
    if (c == '[' || c == '{') {
      open.emplace_back();
      if (open.size() > mostDepth)
        return "arrays and objects lie in each other too deep";
    } else if ((c == ']' || c == '}') && !open.empty()) {
      open.pop_back();
    }
    if (c != '"')
      continue;
    size_t begin = i++;
    while (i < text.size() && text[i] != '"')
      i += text[i] == '\\' ? 2 : 1;
    // A string is a field's name if there is a colon behind it.
    if (open.empty() || !text.substr(i + 1).ltrim(" \t\r\n").starts_with(":"))
      continue;
    llvm::Expected<json::Value> name = json::parse(text.slice(begin, i + 1));
    if (!name)
      llvm::consumeError(name.takeError()); // The parser will say it.
    else if (!open.back().insert(*name->getAsString()).second)
      return "line " + std::to_string(line) + ": a second field " +
             quote(*name) + " in the same object";
  }
  return "";
}

Result<NetworkDescription> lowres::readNetworkFile(const std::string &path) {
  auto wrong = [&](const std::string &what) {
    return Error{"network '" + path + "': " + what};
  };
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    return wrong("cannot be read: " + file.getError().message());
  StringRef text = (*file)->getBuffer();
  if (std::string flaw = findFlaw(text); !flaw.empty())
    return wrong(flaw);
  llvm::Expected<json::Value> value = json::parse(text);
  if (!value)
    return wrong("not JSON: " + llvm::toString(value.takeError()));
  const json::Object *object = value->getAsObject();
  if (!object)
    return wrong("expected an object with a field 'layers'");

  NetworkDescription network;
  FieldReader reader(*object, "top level");
  network.name = reader.text("name", "network");
  if (!reader.failed() && !mlir::lowres::isModelName(network.name))
    reader.fail("field 'name': expected a name for a C function, and not that "
                "of one of C's own, found " +
                quote(network.name));
  if (const json::Array *layers = reader.array("layers", true))
    network.layers = readLayers(*layers, "layers", reader);
  reader.finish();
  if (reader.failed())
    return wrong(reader.error());
  return network;
}
