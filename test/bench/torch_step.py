#!/usr/bin/env python3
"""PyTorch's side of `npm run bench`: the same training steps in eager mode on the CPU.

Debian:  apt-get install python3-torch libopenblas0-pthread
         (without OpenBLAS PyTorch's matrix products are many times slower, and the comparison is meaningless)

Runs as a child process and answers requests, one JSON object per line. Between requests it blocks on standard input,
so it uses no processor time while the other side is measured.

    {"op": "hello", "threads": 2}                                -> {"torch": "...", "threads": 2}
    {"op": "load", "net": "bird10", "step": "full", "batch": 100} -> {"parameters": 60842}
    {"op": "run", "steps": 20}                                   -> {"ms": [...], "loss": ...}

'supervised' = cross-entropy, forward + backward + Adam with bias correction.
'full'       = 0.7 CE + 0.3 (0.2 R + 0.8 E), R = mean of (A[x]^T f(x) - x)^2 by double backward (Eq. 8-10 of the paper),
               + Adam.
"""
import json
import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

ALPHA, BETA, LEARNING_RATE = 0.7, 0.2, 1e-3


class Bird10(nn.Module):
    """conv1d(1024, /512, 42) - maxpool(4, 2) - conv1d(3, /2, 42) - 32 - dropout - 10.

    60,842 parameters, on 500 ms at 44.1 kHz.
    """

    def __init__(self):
        super().__init__()
        self.c1, self.c2 = nn.Conv1d(1, 42, 1024, 512), nn.Conv1d(42, 42, 3, 2)
        self.d1, self.d2 = nn.Linear(378, 32), nn.Linear(32, 10)

    def forward(self, x):
        h = F.max_pool1d(F.relu(self.c1(x)), 4, 2)
        h = F.relu(self.d1(F.relu(self.c2(h)).flatten(1)))
        return self.d2(F.dropout(h, 0.5, self.training))


class SmallCNN(nn.Module):
    """131,512 parameters on 28x28x1."""

    def __init__(self, channels=1):
        super().__init__()
        self.c = nn.ModuleList([
            nn.Conv2d(channels, 32, 5, padding=4), nn.Conv2d(32, 64, 3), nn.Conv2d(64, 64, 3, padding=2),
            nn.Conv2d(64, 128, 3), nn.Conv2d(128, 10, 1)])
        self.d = nn.Linear(10, 10)

    def forward(self, x):
        h = F.max_pool2d(F.relu(self.c[0](x)), 2)
        h = F.max_pool2d(F.relu(self.c[2](F.relu(self.c[1](h)))), 2)
        return self.d(self.c[4](F.relu(self.c[3](h))).mean((2, 3)))


class LargeCNN(nn.Module):
    """1,368,010 parameters on 28x28x1."""

    PLAN = [
        (96, 3, 1), (96, 3, 2), (96, 3, 2), 'pool',
        (192, 3, 0), (192, 3, 2), (192, 3, 0), 'pool',
        (192, 3, 0), (192, 1, 0),
    ]

    def __init__(self, channels=1):
        super().__init__()
        layers, width = [], channels
        for item in self.PLAN:
            if item == 'pool':
                layers.append(nn.Identity())
            else:
                layers.append(nn.Conv2d(width, item[0], item[1], padding=item[2]))
                width = item[0]
        self.layers, self.out = nn.ModuleList(layers), nn.Conv2d(width, 10, 1)

    def forward(self, x):
        for item, layer in zip(self.PLAN, self.layers):
            x = F.max_pool2d(x, 2) if item == 'pool' else F.relu(layer(x))
        return self.out(x).mean((2, 3))


class Resnet(nn.Module):
    """Three stages of `depth` blocks, widths w, 2w, 4w; block: relu(conv3x3(h)) + conv1x1(h) (Eq. 3)."""

    def __init__(self, depth, width, channels=1):
        super().__init__()
        self.depth, w = depth, width
        self.stem = nn.Conv2d(channels, width, 3, padding=1)
        self.inner, self.outer = nn.ModuleList(), nn.ModuleList()
        for stage in range(3):
            for _ in range(depth):
                out = width * 2 ** stage
                self.inner.append(nn.Conv2d(w, out, 3, padding=1))
                self.outer.append(nn.Conv2d(w, out, 1))
                w = out
        self.d = nn.Linear(w, 10)

    def forward(self, x):
        h = self.stem(x)
        for i, (inner, outer) in enumerate(zip(self.inner, self.outer)):
            if i and i % self.depth == 0:
                h = F.max_pool2d(h, 2)
            h = F.relu(inner(h)) + outer(h)
        return self.d(h.mean((2, 3)))


IMAGE = (1, 28, 28)
NETS = {
    'bird10': (Bird10, (1, 22050)),
    'small-cnn': (SmallCNN, IMAGE),
    'resnet2-32': (lambda: Resnet(2, 32), IMAGE),
    'resnet3-16': (lambda: Resnet(3, 16), IMAGE),
    'large-cnn': (LargeCNN, IMAGE),
}


class Step:
    def __init__(self, net, step, batch):
        factory, shape = NETS[net]
        self.net, self.full = factory(), step == 'full'
        self.x, self.y = torch.randn(batch, *shape), torch.randint(0, 10, (batch,))
        self.adam = torch.optim.Adam(self.net.parameters(), LEARNING_RATE)

    def run(self):
        self.adam.zero_grad()
        x = self.x.detach().requires_grad_(self.full)
        f = self.net(x)
        loss = F.cross_entropy(f, self.y)
        if self.full:
            inverse, = torch.autograd.grad(0.5 * (f ** 2).sum(), x, create_graph=True)  # = A[x]^T f(x)
            residual = ((inverse - x) ** 2).mean()
            log_p = F.log_softmax(f, 1)
            entropy = -(log_p.exp() * log_p).sum(1).mean()
            loss = ALPHA * loss + (1 - ALPHA) * (BETA * residual + (1 - BETA) * entropy)
        loss.backward()
        self.adam.step()
        return loss


def answer(request, state):
    if request['op'] == 'hello':
        torch.manual_seed(0)
        torch.set_num_threads(request['threads'])
        return {'torch': torch.__version__, 'threads': torch.get_num_threads()}
    if request['op'] == 'load':
        state['step'] = Step(request['net'], request['step'], request['batch'])
        return {'parameters': sum(p.numel() for p in state['step'].net.parameters())}
    times = []
    for _ in range(request['steps']):
        start = time.perf_counter()
        loss = state['step'].run()
        times.append((time.perf_counter() - start) * 1e3)
    value = loss.item()
    return {'ms': times, 'loss': value if math.isfinite(value) else None}


def main():
    state = {}
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), state)
        except Exception as error:  # reported by the parent process
            reply = {'error': f'{type(error).__name__}: {error}'}
        print(json.dumps(reply), flush=True)


if __name__ == '__main__':
    main()
