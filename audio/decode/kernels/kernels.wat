;; The two inner loops of the audio front end, on four float32 SIMD lanes. kernel-bytes.ts contains this file,
;; assembled; a test checks that they match. kernels.ts has the same arithmetic in plain JavaScript, bit for bit.
(module
  (memory (export "memory") 1)

  ;; target[i] = (source[i] - mean) * scale for i < count. Addresses are in bytes.
  (func (export "normalise")
    (param $source i32) (param $target i32) (param $count i32) (param $mean f32) (param $scale f32)
    (local $end i32) (local $quads i32)
    (local.set $end (i32.add (local.get $source) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $quads (i32.add (local.get $source) (i32.shl (i32.and (local.get $count) (i32.const -4)) (i32.const 2))))
    (block $quads-done
      (loop $quad
        (br_if $quads-done (i32.ge_u (local.get $source) (local.get $quads)))
        (v128.store (local.get $target)
          (f32x4.mul
            (f32x4.sub (v128.load (local.get $source)) (f32x4.splat (local.get $mean)))
            (f32x4.splat (local.get $scale))))
        (local.set $source (i32.add (local.get $source) (i32.const 16)))
        (local.set $target (i32.add (local.get $target) (i32.const 16)))
        (br $quad)))
    (block $done
      (loop $single
        (br_if $done (i32.ge_u (local.get $source) (local.get $end)))
        (f32.store (local.get $target)
          (f32.mul (f32.sub (f32.load (local.get $source)) (local.get $mean)) (local.get $scale)))
        (local.set $source (i32.add (local.get $source) (i32.const 4)))
        (local.set $target (i32.add (local.get $target) (i32.const 4)))
        (br $single))))

  ;; Polyphase filter: target[k] = sum over t < taps of input[position + t] * filters[phase][t]. From output to output,
  ;; (position, phase) advances by (positionStep, phaseStep), and phase wraps at phases. taps is a multiple of 16;
  ;; addresses are in bytes.
  (func (export "polyphase")
    (param $input i32) (param $filters i32) (param $target i32) (param $count i32) (param $taps i32)
    (param $phase i32) (param $phases i32) (param $positionStep i32) (param $phaseStep i32)
    (local $end i32) (local $x i32) (local $h i32) (local $hEnd i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $end (i32.add (local.get $target) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $output
        (br_if $done (i32.ge_u (local.get $target) (local.get $end)))
        (local.set $x (local.get $input))
        (local.set $h
          (i32.add (local.get $filters) (i32.shl (i32.mul (local.get $phase) (local.get $taps)) (i32.const 2))))
        (local.set $hEnd (i32.add (local.get $h) (i32.shl (local.get $taps) (i32.const 2))))
        (local.set $a (v128.const f32x4 0 0 0 0))
        (local.set $b (v128.const f32x4 0 0 0 0))
        (local.set $c (v128.const f32x4 0 0 0 0))
        (local.set $d (v128.const f32x4 0 0 0 0))
        (loop $tap
          (local.set $a (f32x4.add (local.get $a)
            (f32x4.mul (v128.load (local.get $x)) (v128.load (local.get $h)))))
          (local.set $b (f32x4.add (local.get $b)
            (f32x4.mul (v128.load offset=16 (local.get $x)) (v128.load offset=16 (local.get $h)))))
          (local.set $c (f32x4.add (local.get $c)
            (f32x4.mul (v128.load offset=32 (local.get $x)) (v128.load offset=32 (local.get $h)))))
          (local.set $d (f32x4.add (local.get $d)
            (f32x4.mul (v128.load offset=48 (local.get $x)) (v128.load offset=48 (local.get $h)))))
          (local.set $x (i32.add (local.get $x) (i32.const 64)))
          (local.set $h (i32.add (local.get $h) (i32.const 64)))
          (br_if $tap (i32.lt_u (local.get $h) (local.get $hEnd))))
        (local.set $a
          (f32x4.add (f32x4.add (local.get $a) (local.get $b)) (f32x4.add (local.get $c) (local.get $d))))
        (f32.store (local.get $target)
          (f32.add
            (f32.add (f32x4.extract_lane 0 (local.get $a)) (f32x4.extract_lane 1 (local.get $a)))
            (f32.add (f32x4.extract_lane 2 (local.get $a)) (f32x4.extract_lane 3 (local.get $a)))))
        (local.set $target (i32.add (local.get $target) (i32.const 4)))
        (local.set $input (i32.add (local.get $input) (i32.shl (local.get $positionStep) (i32.const 2))))
        (local.set $phase (i32.add (local.get $phase) (local.get $phaseStep)))
        (if (i32.ge_u (local.get $phase) (local.get $phases))
          (then
            (local.set $phase (i32.sub (local.get $phase) (local.get $phases)))
            (local.set $input (i32.add (local.get $input) (i32.const 4)))))
        (br $output)))))
