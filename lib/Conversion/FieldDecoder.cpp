//===- FieldDecoder.cpp - From packed bytes to digits ---------------------===//

#include "FieldDecoder.h"

#include "lowres/Dialect/LowRes/Utils/LayerUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::lowres;

FieldDecoder::FieldDecoder(OpBuilder &builder, Location loc, KernelAttr kernel,
                           unsigned levels)
    : builder(builder), loc(loc), kernel(kernel), layout(kernel.getPacking()),
      levels(levels), digitBits(llvm::Log2_32_Ceil(levels)),
      digitsPerTable(layout.getDigitsPerLookup(levels)),
      byteType(
          VectorType::get({layout.getVectorBytes()}, builder.getI8Type())) {}

//===----------------------------------------------------------------------===//
// Bits
//===----------------------------------------------------------------------===//

Value FieldDecoder::bitcast(Value value, unsigned width) {
  auto type = VectorType::get({layout.getVectorBytes() * 8 / width},
                              builder.getIntegerType(width));
  return vector::BitCastOp::create(builder, loc, type, value);
}

/// Shifts to the left if `amount` is negative.
Value FieldDecoder::shiftRight(Value dwords, int amount) {
  if (amount == 0)
    return dwords;
  Value by = getIntConstant(builder, loc, dwords.getType(), std::abs(amount));
  if (amount > 0)
    return arith::ShRUIOp::create(builder, loc, dwords, by);
  return arith::ShLIOp::create(builder, loc, dwords, by);
}

Value FieldDecoder::scaleDown(Value sums, unsigned bits) {
  if (bits == 0)
    return sums;
  return arith::ShRSIOp::create(
      builder, loc, sums, getIntConstant(builder, loc, sums.getType(), bits));
}

Value FieldDecoder::maskBytes(Value value, unsigned byteMask) {
  unsigned width = cast<VectorType>(value.getType()).getElementTypeBitWidth();
  APInt mask = APInt::getSplat(width, APInt(8, byteMask));
  return arith::AndIOp::create(
      builder, loc, value,
      getIntConstant(builder, loc, value.getType(), mask.getSExtValue()));
}

Value FieldDecoder::extractField(ArrayRef<Value> stored, unsigned field,
                                 bool masked, unsigned place) {
  SmallVector<InterleavedAttr::Piece> pieces = layout.getFieldPieces(field);
  if (pieces.size() > 1) {
    assert(place == 0 && "fields in pieces have no places");
    SmallVector<Value> sources;
    SmallVector<int32_t> bits, lengths;
    for (const InterleavedAttr::Piece &piece : pieces) {
      sources.push_back(stored[piece.vector]);
      bits.push_back(piece.bit);
      lengths.push_back(piece.length);
    }
    return ConcatBitsOp::create(builder, loc, byteType, sources, bits, lengths);
  }
  const InterleavedAttr::Piece &piece = pieces.front();
  // Bits that a dword's shift brings in from the next byte are masked off, or
  // lie above the field.
  int bit = place * layout.getBits();
  Value value =
      shiftRight(bitcast(stored[piece.vector], 32), int(piece.bit) - bit);
  if (!masked || layout.getBits() == 8)
    return bitcast(value, 8);
  unsigned mask = (1u << piece.length) - 1;
  if (layout.getContainer() == 32)
    value = arith::AndIOp::create(
        builder, loc, value,
        getIntConstant(builder, loc, value.getType(), mask));
  else
    value = maskBytes(value, mask << bit);
  return bitcast(value, 8);
}

//===----------------------------------------------------------------------===//
// Digits by division
//===----------------------------------------------------------------------===//

SmallVector<Value> FieldDecoder::getQuotients(Value field) {
  return kernel.getThreads() ? getQuotientsOfPairs(field)
                             : getQuotientsOfWords(field);
}

/// How floor(c / divisor) is computed for all c up to `maxValue`, by a product
/// of at most 16 bits.
namespace {
struct Division {
  unsigned multiplier, shift;
};
} // namespace

static Division findDivision(unsigned divisor, unsigned maxValue) {
  for (unsigned shift = 0; shift < 16; ++shift) {
    unsigned multiplier = llvm::divideCeil(1u << shift, divisor);
    unsigned excess = multiplier * divisor - (1u << shift);
    // c multiplier / 2^shift is c / divisor and less than 1 / divisor more.
    if (maxValue * excess < 1u << shift && maxValue * multiplier < 1u << 16)
      return {multiplier, shift};
  }
  llvm_unreachable("no product of 16 bits divides all fields");
}

SmallVector<Value> FieldDecoder::getQuotientsOfPairs(Value field) {
  unsigned maxValue = getWeightOfDigit(layout.getDigits()) - 1;
  Value dwords = bitcast(field, 32);
  Type type = dwords.getType();
  // The lower part of both halves of a dword.
  auto mask = [&](Value value, unsigned bits) -> Value {
    return arith::AndIOp::create(
        builder, loc, value,
        getIntConstant(builder, loc, type,
                       static_cast<int32_t>(((1u << bits) - 1) * 0x00010001u)));
  };
  // Neither product carries into the other.
  auto divide = [&](Value value, const Division &by) -> Value {
    value = arith::MulIOp::create(
        builder, loc, value, getIntConstant(builder, loc, type, by.multiplier));
    return mask(shiftRight(value, by.shift), 16 - by.shift);
  };
  SmallVector<Value> quotients = {field};
  Value even = mask(dwords, 8), odd = mask(shiftRight(dwords, 8), 8);
  for (unsigned i = 1; i < layout.getDigits(); ++i) {
    Division by = findDivision(levels, maxValue);
    even = divide(even, by);
    odd = divide(odd, by);
    quotients.push_back(bitcast(
        arith::OrIOp::create(builder, loc, even, shiftRight(odd, -8)), 8));
    maxValue /= levels;
  }
  return quotients;
}

SmallVector<Value> FieldDecoder::getQuotientsOfWords(Value field) {
  uint64_t reciprocal = llvm::divideCeil(1u << 16, levels);
  uint64_t excess = reciprocal * levels - (1u << 16);
  uint64_t maxValue = getWeightOfDigit(layout.getDigits()) - 1;

  // Even bytes are divided in words of their own, odd bytes in the high bytes
  // of words, where the quotient comes out in the high byte too.
  Value words = bitcast(field, 16);
  Type type = words.getType();
  auto constant = [&](int64_t bits) {
    return getIntConstant(builder, loc, type, bits);
  };
  auto mask = [&](Value value, int64_t bits) -> Value {
    return arith::AndIOp::create(builder, loc, value, constant(bits));
  };
  auto divide = [&](Value value) -> Value {
    return arith::MulUIExtendedOp::create(builder, loc, value,
                                          constant(reciprocal))
        .getHigh();
  };

  SmallVector<Value> quotients = {field};
  Value low = mask(words, 0x00ff);
  for (unsigned i = 1; i < layout.getDigits(); ++i) {
    // An even byte below an odd one may stay unless it can carry into its
    // quotient: (256 odd + even) reciprocal / 2^16 is (256 odd + even) / N plus
    // an error below (256 odd + even) excess / N / 2^16.
    bool carries = maxValue + ((257 * maxValue * excess) >> 16) + 1 >= 256;
    Value high = mask(divide(carries ? mask(words, 0xff00) : words), 0xff00);
    low = divide(low);
    words = arith::OrIOp::create(builder, loc, low, high);
    quotients.push_back(bitcast(words, 8));
    maxValue /= levels;
  }
  return quotients;
}

//===----------------------------------------------------------------------===//
// Digits by lookup
//===----------------------------------------------------------------------===//

unsigned FieldDecoder::getWeightOfDigit(unsigned digit) const {
  unsigned weight = 1;
  for (unsigned i = 0; i < digit; ++i)
    weight *= levels;
  return weight;
}

unsigned FieldDecoder::getDigitOf(unsigned value, unsigned digit) const {
  return value / getWeightOfDigit(digit) % levels;
}

Value FieldDecoder::lookUp(Value indices, unsigned size, bool inBounds,
                           function_ref<unsigned(unsigned)> getEntry) {
  SmallVector<int8_t> entries;
  for (unsigned index = 0; index < size; ++index)
    entries.push_back(static_cast<int8_t>(getEntry(index)));
  auto type = VectorType::get({size}, builder.getI8Type());
  Value table = arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(type, ArrayRef<int8_t>(entries)));
  return LookupOp::create(builder, loc, table, indices, inBounds);
}

Value FieldDecoder::lookUpDigits(Value field, unsigned firstDigit) {
  unsigned count = std::min(digitsPerTable, layout.getDigits() - firstDigit);
  return lookUp(
      field, 1u << layout.getBits(), /*inBounds=*/false, [&](unsigned value) {
        unsigned entry = 0;
        for (unsigned i = 0; i < count; ++i)
          entry |= getDigitOf(value, firstDigit + i) << (i * digitBits);
        return entry;
      });
}

//===----------------------------------------------------------------------===//
// Terms
//===----------------------------------------------------------------------===//

SmallVector<Value> FieldDecoder::getUpperDigits(Value field) {
  unsigned digits = layout.getDigits();
  SmallVector<Value> upper;
  if (kernel.getDecode() == Decode::Lookup) {
    for (unsigned digit = 1; digit < digits; ++digit)
      upper.push_back(
          lookUp(field, 1u << layout.getBits(), /*inBounds=*/true,
                 [&](unsigned value) { return getDigitOf(value, digit); }));
    return upper;
  }
  constexpr unsigned size = KernelAttr::kTwoLevelEntries;
  unsigned shift = layout.getBits() - llvm::Log2_32(size);
  unsigned weight = getWeightOfDigit(digits - 1);
  Value index = arith::ShRUIOp::create(
      builder, loc, field, getIntConstant(builder, loc, byteType, shift));
  Value highest = lookUp(index, size, /*inBounds=*/true, [&](unsigned value) {
    return getDigitOf(value << shift, digits - 1) * weight;
  });
  Value rest = arith::SubIOp::create(builder, loc, field, highest);
  for (unsigned digit = 1; digit + 1 < digits; ++digit)
    upper.push_back(lookUp(rest, size, /*inBounds=*/true, [&](unsigned value) {
      return getDigitOf(value % weight, digit);
    }));
  Value more = lookUp(rest, size, /*inBounds=*/true,
                      [&](unsigned value) { return value / weight * weight; });
  upper.push_back(arith::AddIOp::create(builder, loc, highest, more));
  return upper;
}

SmallVector<FieldDecoder::DotTerm> FieldDecoder::getTermsOfTiles(Value field) {
  unsigned digits = layout.getDigits();
  unsigned count = getWeightOfDigit(digits);
  SmallVector<DotTerm> terms = {{field, count - 1, 0, 0}};
  if (kernel.getDecode() == Decode::Divide) {
    SmallVector<Value> quotients = getQuotients(field);
    for (Value quotient : ArrayRef(quotients).drop_front()) {
      count /= levels;
      terms.push_back({quotient, count - 1, unsigned(terms.size()), 0});
    }
    return terms;
  }
  for (Value digit : getUpperDigits(field))
    terms.push_back({digit, levels - 1, unsigned(terms.size()), 0});
  if (kernel.getDecode() == Decode::TwoLevelLookup)
    terms.back().maxWeight *= getWeightOfDigit(digits - 1);
  return terms;
}

SmallVector<FieldDecoder::DotTerm>
FieldDecoder::getDotTerms(ArrayRef<Value> stored, unsigned field) {
  unsigned digits = layout.getDigits();
  SmallVector<DotTerm> terms;
  if (layout.sharesDigits())
    return getTermsOfTiles(extractField(stored, field, /*masked=*/true));
  if (layout.getShared()) {
    unsigned maxWeight = 0, bits = layout.getBits();
    for (unsigned upper = field; upper < layout.getFieldsPerChunk(); ++upper)
      maxWeight += (levels - 1) << (upper * bits);
    Value weights = stored[0];
    if (field > 0)
      weights = maskBytes(weights, 0xff & ~((1u << (field * bits)) - 1));
    return {{weights, maxWeight, 0, 0}};
  }
  if (digits == 1) {
    unsigned place = kernel.getPlace(field);
    return {{extractField(stored, field, /*masked=*/true, place),
             (levels - 1) << (place * layout.getBits()), 0, place}};
  }

  if (kernel.getDecode() == Decode::Divide) {
    // sum_j x_j d_j = sum_j x_j q_j - N sum_j x_j q_{j+1}: a second dot product
    // is cheaper than the subtraction.
    SmallVector<Value> quotients =
        getQuotients(extractField(stored, field, /*masked=*/true));
    unsigned bound = 1;
    for (unsigned digit = digits; digit-- > 0;) {
      if (digit + 1 < digits)
        terms.push_back({quotients[digit + 1], bound - 1, digit, 1});
      bound *= levels;
      terms.push_back({quotients[digit], bound - 1, digit, 0});
    }
    return terms;
  }

  // Digits stay where they are in the table's byte: their products are too
  // large by a power of two, which the accumulator's last step takes out.
  Value value = extractField(stored, field, /*masked=*/false);
  for (unsigned first = 0; first < digits; first += digitsPerTable) {
    Value entry = lookUpDigits(value, first);
    unsigned count = std::min(digitsPerTable, digits - first);
    for (unsigned i = 0; i < count; ++i) {
      Value digit = entry;
      if (count > 1)
        digit = maskBytes(entry, ((1u << digitBits) - 1) << (i * digitBits));
      terms.push_back({digit, (levels - 1) << (i * digitBits), first + i, i});
    }
  }
  return terms;
}

Value FieldDecoder::combineSlots(ValueRange slots) {
  if (slots.size() == 1)
    return slots[0];
  bool isSingle = layout.getDigits() == 1;
  if (!isSingle && kernel.getDecode() == Decode::Divide)
    return subtract(slots[0], slots[1], levels);
  Value sum = slots[0];
  for (unsigned i = 1; i < slots.size(); ++i) {
    Value part =
        scaleDown(slots[i], i * (isSingle ? layout.getBits() : digitBits));
    sum = arith::AddIOp::create(builder, loc, sum, part);
  }
  return sum;
}

Value FieldDecoder::subtract(Value sum, Value other, unsigned times) {
  if (times != 1)
    other = arith::MulIOp::create(
        builder, loc, other,
        getIntConstant(builder, loc, sum.getType(), times));
  return arith::SubIOp::create(builder, loc, sum, other);
}

SmallVector<Value> FieldDecoder::separateTiles(ValueRange sums) {
  SmallVector<Value> results(sums);
  unsigned last = sums.size() - 1;
  if (!layout.sharesDigits() || kernel.getDecode() == Decode::Divide) {
    // Each has the next one in it: a field's bits, or N times a quotient.
    unsigned times = layout.sharesDigits() ? levels : 1;
    for (unsigned tile = 0; tile < last; ++tile)
      results[tile] = subtract(sums[tile], sums[tile + 1], times);
    if (!layout.sharesDigits())
      for (auto [tile, sum] : llvm::enumerate(results))
        sum = scaleDown(sum, tile * layout.getBits());
    return results;
  }
  // The first one has all the others in it.
  bool isWeighted = kernel.getDecode() == Decode::TwoLevelLookup;
  for (unsigned tile = 1; tile <= last; ++tile)
    results[0] =
        subtract(results[0], sums[tile],
                 isWeighted && tile == last ? 1 : getWeightOfDigit(tile));
  if (isWeighted)
    results[last] = arith::DivSIOp::create(
        builder, loc, sums[last],
        getIntConstant(builder, loc, sums[last].getType(),
                       getWeightOfDigit(last)));
  return results;
}

SmallVector<Value> FieldDecoder::getDigits(ArrayRef<Value> stored,
                                           unsigned field) {
  unsigned count = layout.getDigits();
  if (count == 1)
    return {extractField(stored, field, /*masked=*/true)};
  SmallVector<Value> digits;
  if (kernel.getDecode() != Decode::Lookup) {
    SmallVector<Value> quotients =
        getQuotients(extractField(stored, field, /*masked=*/true));
    for (unsigned i = 0; i + 1 < count; ++i) {
      // N q_{i+1} fits a byte, so that 16-bit products do not mix bytes.
      Value words = bitcast(quotients[i + 1], 16);
      Value carried =
          bitcast(arith::MulIOp::create(
                      builder, loc, words,
                      getIntConstant(builder, loc, words.getType(), levels)),
                  8);
      digits.push_back(
          arith::SubIOp::create(builder, loc, quotients[i], carried));
    }
    digits.push_back(quotients.back());
    return digits;
  }
  Value value = extractField(stored, field, /*masked=*/false);
  for (unsigned first = 0; first < count; first += digitsPerTable) {
    Value entry = bitcast(lookUpDigits(value, first), 32);
    for (unsigned i = 0; i < std::min(digitsPerTable, count - first); ++i)
      digits.push_back(bitcast(
          maskBytes(shiftRight(entry, i * digitBits), (1u << digitBits) - 1),
          8));
  }
  return digits;
}
